import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"
import { ablate, temporaryFolder, type Ended } from "./ablate.ts"

const file = fileURLToPath(new URL("crossed.ts", import.meta.url))
const folder = temporaryFolder()

describe("a cross-validation of three folds", () => {
  let run: Ended
  beforeAll(async () => {
    run = await ablate(["run", file, "--slots", "2"], folder)
  }, 600_000)

  it("is planned with the data prepared once, and each fold's training and scores", async () => {
    const { stdout } = await ablate(["plan", file, "--json"], folder)
    const { kinds } = JSON.parse(stdout)
    const counts = kinds.map((row: { kind: string; different: number; done: number }) => [
      row.kind,
      row.different,
      row.done,
    ])
    expect(counts).toEqual([
      ["index", 1, 1],
      ["preprocess", 1, 1],
      ["finetune", 3, 3],
      ["predict", 3, 3],
      ["score", 3, 3],
    ])
  }, 300_000)

  it("is run and reported over folds, every subject tested once", async () => {
    expect(run.code).toBe(0)
    expect(run.stdout).toContain("Mean over folds")
    expect(run.stdout).toContain("3-fold cross-validation over patients (seed 0, stratified by")
    const report = JSON.parse(
      readFileSync(join(folder, ".ablate", "reports", "crossed", "report.json"), "utf8"),
    )
    const [cell] = report.tables[0].rows[0].cells
    expect(cell).toMatchObject({ n: 3, values: [{ seed: 0, subjects: 8 }] })
    expect(cell.runs).toHaveLength(3)
  })

  it("has predictions of all folds in one folder, and of one when asked", async () => {
    const all = await ablate(["predictions", file, "--out", "all"], folder)
    expect(all.stdout).toContain("wrote 8 label files")
    expect(readdirSync(join(folder, "all"))).toHaveLength(8)
    const one = await ablate(["predictions", file, "--fold", "1", "--out", "one"], folder)
    expect(one.code).toBe(0)
    const count = readdirSync(join(folder, "one")).length
    expect([2, 3]).toContain(count)
  }, 300_000)
})
