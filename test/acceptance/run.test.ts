import { readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect, Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { readNifti } from "../../runtime/data/formats/nifti/read.ts"
import { ablate, temporaryFolder, type Ended } from "./ablate.ts"

const study = fileURLToPath(new URL("./small.ts", import.meta.url))
const run = ["run", study, "--slots", "2"]

const Report = Schema.fromJsonString(
  Schema.Struct({
    tables: Schema.Array(
      Schema.Struct({
        columns: Schema.Array(Schema.Struct({ name: Schema.String })),
        rows: Schema.Array(
          Schema.Struct({
            arm: Schema.String,
            cells: Schema.Array(
              Schema.Struct({
                mean: Schema.NullOr(Schema.Finite),
                n: Schema.Int,
                runs: Schema.Array(Schema.Struct({ key: Schema.String, seed: Schema.Int })),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
)

const reportIn = (folder: string) =>
  readFileSync(join(folder, ".ablate/reports/small/report.json"), "utf8")

describe("ablate run", { timeout: 300_000 }, () => {
  const folder = temporaryFolder()
  let whole: Ended

  beforeAll(async () => {
    whole = await ablate(run, folder)
  }, 300_000)

  it("ends with a table, a report and 0", () => {
    expect(whole.stderr).toBe("")
    expect(whole.code).toBe(0)
    expect(whole.stdout).toContain("| M2-MAE ")
    expect(whole.stdout).toContain("report: .ablate/reports/small/index.html")
    const files = readdirSync(join(folder, ".ablate/reports/small"))
    for (const file of [
      "results.tex",
      "results.csv",
      "results.md",
      "curves.svg",
      "filled.png",
      "found.png",
      "spread.svg",
    ])
      expect(files).toContain(file)
  })

  it("measures every cell of every arm that can be measured, and cites its runs", () => {
    const [table] = Schema.decodeSync(Report)(reportIn(folder)).tables
    const measured = table?.rows.map(({ arm, cells }) => [
      arm,
      cells.map(({ mean }) => mean !== null),
    ])
    // A variance ratio needs a pre-training.
    expect(measured).toEqual([
      ["Scratch", [true, true, true, true, false]],
      ["MAE", [true, true, true, true, true]],
      ["M2-MAE", [true, true, true, true, true]],
    ])
    for (const { cells } of table?.rows ?? [])
      for (const { mean, runs } of cells) expect(runs.length).toBe(mean === null ? 0 : 1)
  })

  it("shares what arms have in common", async () => {
    const { stdout } = await ablate(["plan", study, "--json"], folder)
    const Plan = Schema.fromJsonString(
      Schema.Struct({
        kinds: Schema.Array(
          Schema.Struct({
            kind: Schema.String,
            naive: Schema.Int,
            different: Schema.Int,
            done: Schema.Int,
            toRun: Schema.Int,
          }),
        ),
      }),
    )
    const kinds = new Map(Schema.decodeSync(Plan)(stdout).kinds.map((row) => [row.kind, row]))
    expect(kinds.get("preprocess")).toMatchObject({ naive: 3, different: 1, done: 1, toRun: 0 })
    expect(kinds.get("pretrain")).toMatchObject({ naive: 2, different: 2, done: 2, toRun: 0 })
  })

  it("writes predictions in the geometry of the images", async () => {
    const flags = ["--arm", "MAE", "--task", "lesion", "--out", "predicted"]
    const { stdout, stderr, code } = await ablate(["predictions", study, ...flags], folder)
    expect(stderr).toBe("")
    expect(code).toBe(0)
    expect(stdout).toContain("wrote 8 label files of MAE, seed 0")
    const files = readdirSync(join(folder, "predicted"))
    expect(files).toHaveLength(8)
    const label = await Effect.runPromise(readNifti(join(folder, "predicted", files[0] ?? "")))
    // The phantom's size, before the crop to what is not background.
    expect(label.shape).toEqual([24, 24, 24])
    expect(label.data).toBeInstanceOf(Uint8Array)
    expect(label.data.every((value) => [0, 1, 2, 3].includes(value))).toBe(true)
    const open = await ablate(["predictions", study], folder)
    expect(open.stderr).toContain("the file has several values of --arm")
  })

  it("does nothing twice", async () => {
    const again = await ablate(run, folder)
    expect(again.code).toBe(0)
    expect(again.stdout).not.toContain("started")
  })
})
