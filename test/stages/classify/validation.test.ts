import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { expect, it } from "vitest"
import { ablate, temporaryFolder } from "../../acceptance/ablate.ts"

const study = fileURLToPath(new URL("./study.ts", import.meta.url))
const History = Schema.fromJsonString(
  Schema.Struct({
    rows: Schema.Array(
      Schema.Struct({ step: Schema.Int, terms: Schema.Record(Schema.String, Schema.Finite) }),
    ),
  }),
)

it("validation subjects are classified along the training", { timeout: 300_000 }, async () => {
  const folder = temporaryFolder()
  const { code, stderr } = await ablate(["run", study, "--only", "classify"], folder)
  expect(stderr).toBe("")
  expect(code).toBe(0)
  const [file = ""] = globSync(join(folder, ".ablate/artifacts/classify/*/history.json"))
  const { rows } = Schema.decodeSync(History)(readFileSync(file, "utf8"))
  const measured = rows.flatMap(({ terms }) => terms["validation.accuracy"] ?? [])
  expect(measured.length).toBeGreaterThan(3)
  // Of five subjects, and of the pairs of one of each class: 1 x 4 or 2 x 3.
  for (const accuracy of measured) expect(5 * accuracy).toBeCloseTo(Math.round(5 * accuracy), 12)
  const areas = rows.flatMap(({ terms }) => terms["validation.auc"] ?? [])
  expect(areas).toHaveLength(measured.length)
  for (const area of areas) expect(24 * area).toBeCloseTo(Math.round(24 * area), 12)
})
