import { describe, expect, it } from "vitest"
import { markdownTable } from "../../reports/markdown.ts"
import { sample } from "./sample.ts"

const markdown = markdownTable(sample)
const rows = markdown.split("\n").filter((line) => line.startsWith("|"))

/** Cells of a row as a Markdown reader splits them: at bars without a backslash. */
const cells = (line: string): readonly string[] =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())

describe("Markdown", () => {
  it("holds the numbers, the best of each column in bold", () => {
    expect(rows.slice(2, 5).map((row) => cells(row).slice(1))).toEqual([
      ["62.50 ± 3.54", "25.00 ± 0.00"],
      ["**90.00 ± 0.00**", "75.00 ± 0.00‡"],
      ["80.00 ± 0.00", "75.00 ± 0.00‡"],
    ])
  })

  it("cuts a wide table between groups of columns", () => {
    expect([rows[0], rows[5]].map((row) => cells(row ?? ""))).toEqual([
      ["Arm", "glioma Dice WT (%) ↑", "glioma Dice ET (%) ↑"],
      ["Arm", "glioma HD95 WT (mm) ↓", "subtype AUC (%) ↑"],
    ])
  })

  it("marks what is missing, and says which", () => {
    expect(rows.slice(7).map((row) => cells(row).slice(1))).toEqual([
      ["—", "50.00 ± 0.00"],
      ["10.00 ± 0.00", "62.50†‡"],
      ["**5.00 ± 0.00**", "—"],
    ])
    expect(markdown).toContain(
      "† Some seeds are missing (not measured): MAE, subtype AUC: 1 seed of 2.",
    )
  })

  it("escapes what Markdown would read as markup", () => {
    expect(cells(rows[4] ?? "")[0]).toBe('a\\|b & c_d 50% \\<e> "f", {g} #h \\~i ^j \\\\k $l\'m')
  })

  it("has aligned columns", () => {
    const widths = [rows.slice(0, 5), rows.slice(5)].map(
      (block) => new Set(block.map((row) => row.length)).size,
    )
    expect(widths).toEqual([1, 1])
  })

  it("names conventions, n and what was dropped", () => {
    expect(markdown).toContain("HD95: MONAI's: the larger of the two directed 95% quantiles")
    expect(markdown).toContain("ddof 1")
    expect(markdown).toContain("glioma Dice ET: 2.")
  })
})
