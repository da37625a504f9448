import { globSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { beforeAll, expect, it } from "vitest"
import { ablate, temporaryFolder, type Ended } from "../../acceptance/ablate.ts"

const study = fileURLToPath(new URL("./study.ts", import.meta.url))
const History = Schema.fromJsonString(
  Schema.Struct({
    rows: Schema.Array(
      Schema.Struct({ step: Schema.Int, terms: Schema.Record(Schema.String, Schema.Finite) }),
    ),
  }),
)
const folder = temporaryFolder()
let ended: Ended
beforeAll(async () => {
  ended = await ablate(["run", study, "--only", "finetune"], folder)
}, 300_000)

/** Both trainings: what they measured, and the bytes of the weights that they keep. */
const trained = () =>
  globSync(join(folder, ".ablate/**/history.json")).map((file) => ({
    key: basename(dirname(file)),
    rows: Schema.decodeSync(History)(readFileSync(file, "utf8")).rows,
    weights: readFileSync(join(dirname(file), "model.safetensors")),
  }))

it("validation subjects are measured along the training, and the weights go by the declared rule", () => {
  expect(ended.stderr).toBe("")
  expect(ended.code).toBe(0)
  const [one, other] = trained()
  if (one === undefined || other === undefined) throw new Error("two trainings")
  // The rule changes nothing of the course.
  expect(one.rows).toEqual(other.rows)
  const measured = one.rows.flatMap(({ step, terms }) => {
    const numbers = ["WT", "TC", "ET"].map((region) => terms[`validation.dice.${region}`])
    return numbers.every((each) => each !== undefined)
      ? [{ step, score: numbers.reduce((sum, each) => sum + each, 0) }]
      : []
  })
  expect(measured.length).toBeGreaterThan(3)
  for (const { score } of measured) {
    expect(score).toBeGreaterThanOrEqual(0)
    expect(score).toBeLessThanOrEqual(3)
  }
  const highest = Math.max(...measured.map(({ score }) => score))
  const isLast = measured.findIndex(({ score }) => score === highest) === measured.length - 1
  expect(one.weights.equals(other.weights)).toBe(isLast)
})
