import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Schema } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { ablate, temporaryFolder, type Ended } from "./ablate.ts"

const study = fileURLToPath(new URL("./blocks.ts", import.meta.url))
const Report = Schema.fromJsonString(
  Schema.Struct({
    tables: Schema.Array(
      Schema.Struct({
        columns: Schema.Array(Schema.Struct({ block: Schema.String, name: Schema.String })),
        rows: Schema.Array(
          Schema.Struct({
            label: Schema.String,
            cells: Schema.Array(
              Schema.Struct({
                mean: Schema.NullOr(Schema.Finite),
                absent: Schema.optionalKey(Schema.String),
              }),
            ),
          }),
        ),
      }),
    ),
  }),
)

describe("a table of two data sets", { timeout: 600_000 }, () => {
  const folder = temporaryFolder()
  const file = (name: string) => readFileSync(join(folder, ".ablate/reports/blocks", name), "utf8")
  let whole: Ended

  beforeAll(async () => {
    whole = await ablate(["run", study, "--slots", "2"], folder)
  }, 600_000)

  it("is measured whole, each block on its own data, but for the arm that one lacks", () => {
    expect(whole.stderr).toBe("")
    expect(whole.code).toBe(0)
    const [table] = Schema.decodeSync(Report)(file("report.json")).tables
    expect(table?.columns.map(({ block, name }) => `${block} ${name}`)).toEqual([
      "first lesion.dice.WT",
      "first lesion.dice.TC",
      "first subtype.auc",
      "second lesion.dice.ET",
    ])
    const gaps = table?.rows.map(({ label, cells }) => [
      label,
      cells.map(({ mean, absent }) => absent ?? mean !== null),
    ])
    expect(gaps).toEqual([
      ["Scratch [1]", [true, true, true, true]],
      ["MAE [2]", [true, true, true, true]],
      ["MAE, 3 epochs", [true, true, true, "not tried there"]],
    ])
  })

  it("is the same table in the terminal, LaTeX, HTML, Markdown and CSV", () => {
    expect(whole.stdout).toContain("Second cohort lesion Dice E_T (%) ↑")
    expect(file("blocks.tex")).toContain("\\multicolumn{3}{c}{First cohort} & Second cohort \\\\")
    expect(file("blocks.tex")).toContain("\\midrule\nMAE [2] & $\\checkmark$ & ")
    expect(file("blocks.html")).toContain("E<sub>T</sub>")
    expect(file("blocks.md")).toContain("n/a: MAE, 3 epochs is no arm of Second cohort")
    expect(
      file("blocks.csv")
        .split("\r\n")
        .filter((line) => line.startsWith("blocks,second,")),
    ).toHaveLength(3)
    expect(file("blocks.seeds.csv")).toContain("blocks,second,MAE,")
  })

  it("is planned arm by arm of its blocks", async () => {
    const { stdout } = await ablate(
      ["plan", study, "--only", "arm=second/MAE", "--no-cost"],
      folder,
    )
    expect(stdout).toContain("blocks/second: Scratch | MAE; seeds 0")
    expect(stdout).toMatch(/pretrain +\d+ +1 +1 +0/)
  })
})
