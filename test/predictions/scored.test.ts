import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { ablate, temporaryFolder, type Ended } from "../acceptance/ablate.ts"
import { runPython, withoutPython } from "../weights/python.ts"
import { writeMadeImages } from "./madeImages.ts"

const study = fileURLToPath(new URL("./scoredStudy.ts", import.meta.url))
const scorer = readFileSync(new URL("./score.py", import.meta.url), "utf8")
const missing = withoutPython("nibabel", "numpy")

const Report = Schema.fromJsonString(
  Schema.Struct({
    tables: Schema.Array(
      Schema.Struct({
        columns: Schema.Array(Schema.Struct({ name: Schema.String, digits: Schema.Int })),
        rows: Schema.Array(
          Schema.Struct({
            cells: Schema.Array(Schema.Struct({ mean: Schema.NullOr(Schema.Finite) })),
          }),
        ),
      }),
    ),
  }),
)
const Scored = Schema.fromJsonString(
  Schema.Struct({
    subjects: Schema.Array(Schema.String),
    voxels: Schema.Record(Schema.String, Schema.Int),
    means: Schema.Record(Schema.String, Schema.Finite),
  }),
)

const title = "every number of a report, from the files alone"
describe.skipIf(missing !== undefined)(
  `${title}${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  { timeout: 300_000 },
  () => {
    const folder = temporaryFolder()
    const made = join(folder, "made")
    const run = (...args: readonly string[]) => ablate(args, folder, { MADE: made })

    let ended: Ended
    beforeAll(async () => {
      await writeMadeImages(made, 8)
      ended = await run("run", study)
    }, 300_000)

    it("which has run", () => {
      expect(ended.stderr).toBe("")
      expect(ended.code).toBe(0)
    })

    const printed = () => {
      const file = join(folder, ".ablate/reports/scoredStudy/report.json")
      const [table] = Schema.decodeSync(Report)(readFileSync(file, "utf8")).tables
      return (table?.columns ?? []).map(
        ({ name, digits }, index) =>
          [name, digits, table?.rows[0]?.cells[index]?.mean?.toFixed(digits)] as const,
      )
    }

    it("which says whose region preprocessing has left nothing of", () => {
      const page = readFileSync(join(folder, ".ablate/reports/scoredStudy/results.md"), "utf8")
      expect(page).toContain("Preprocessing leaves no voxel of ET in s7: ")
    })

    it.each([
      ["lesion", "nested"],
      ["masks", "independent"],
    ])("of %s, whose rule is %s, as nibabel and NumPy find it", async (task, rule) => {
      const { code, stderr } = await run("predictions", study, "--task", task, "--out", task)
      expect(stderr).toBe("")
      expect(code).toBe(0)
      const told = runPython(scorer, made, join(folder, task), rule)
      const { subjects, voxels, means } = Schema.decodeSync(Scored)(told)
      expect(subjects).toHaveLength(4)
      // A comparison of nothing with nothing would show nothing.
      expect(voxels["WT"]).toBeGreaterThan(500)
      const own = printed().filter(([name]) => name.startsWith(`${task}.`))
      expect(own.length).toBeGreaterThan(4)
      for (const [name, digits, text] of own)
        expect([name, text]).toEqual([name, means[name.slice(task.length + 1)]?.toFixed(digits)])
    })
  },
)
