import { describe, expect, it } from "vitest"
import { lintTables } from "../../../reports/lint/lint.ts"
import { paperClaims } from "../../../reports/paper/claims.ts"
import { paperPrinted } from "../../../reports/paper/printedTables.ts"

const findings = lintTables(paperPrinted, paperClaims)

const texts = findings.map(({ where, what, because }) => `${where}\n${what}\n${because}`)

/** The findings whose text has all the words: one, where a thing is told once. */
const about = (...words: readonly string[]): readonly string[] =>
  texts.filter((text) => words.every((word) => text.includes(word)))

/** Each found by hand in the paper's text and recomputed; the numbers are the paper's. */
describe("the lint of Tables I-V", () => {
  it("tells that the text has other numbers than the tables", () => {
    expect(about("text has 89.71", "89.31")).toHaveLength(1)
    expect(about("text has 85.02", "85.00")).toHaveLength(1)
    expect(about("text has 81.29", "81.01")).toHaveLength(1)
    expect(about("text has 76.88", "78.88")).toHaveLength(1)
    expect(about("gain of 14.56", "85.00 - 70.46 = 14.54")).toHaveLength(1)
    expect(about("gain of 18.48", "81.01 - 62.81 = 18.20")).toHaveLength(1)
  })

  it("tells that PZ is 82.59 in Table I and 85.59 in Tables III-V", () => {
    expect(
      about("one run has 2 numbers", "82.59 in table1", "85.59 in table3, table4, table5"),
    ).toHaveLength(1)
  })

  it("tells that the modality mask alone has MAE's numbers, and of single shared ones", () => {
    expect(about("are equal: MAE (table1) and modality (table3)", "all 10 columns")).toHaveLength(1)
    expect(
      about("share numbers: 1 (input) (table4) and MSE, Dis (table5)", "96.83", "74.49"),
    ).toHaveLength(1)
    expect(about("brats2023 segmentation.dice.ET 80.76 is also that of MSE, PBT")).toHaveLength(1)
  })

  it("tells that nnU-Net is far below what its authors have", () => {
    expect(about("(81.29 + 64.77 + 58.90) / 3 = 68.32, 22.88 from 91.2")).toHaveLength(1)
  })

  it("tells that accuracies fit 69 subjects in place of 70, one of them cut off", () => {
    expect(about("no fraction of 70", "69.56 is 48/69, cut off and not rounded")).toHaveLength(1)
    // 17 and 300 subjects give all accuracies of the other data sets.
    expect(findings.filter(({ what }) => what.includes("no fraction of"))).toHaveLength(1)
  })

  it("tells that 20 of 21 AUCs come from no 17 subjects", () => {
    expect(about("20 of 21 different AUCs come from no split of 17 subjects")).toHaveLength(1)
  })

  it("tells that distances in the brain are larger than a brain", () => {
    const [mae, m2mae] = ["MAE: 29.68 + 89.24² / 29.68 = 298", "M2-MAE: 8.00 + 36.15² / 8.00 = 171"]
    expect(about("penalties for empty masks", mae, m2mae)).toHaveLength(1)
  })

  it("tells where another row is best, and where that is not marked", () => {
    expect(
      about("table1, brats2023 segmentation.dice.WT", "not marked: SimMIM, 90.64"),
    ).toHaveLength(1)
    expect(about("text and table1", "SimMIM 90.64", "SimMIM 7.21")).toHaveLength(1)
    expect(about("text and table2", "6 of 6 columns", "ViT 91.28")).toHaveLength(1)
    expect(
      about("text and table3", "modality, position 89.55", "tied with modality, patch 91.19"),
    ).toHaveLength(1)
    expect(
      about("text and table4", "12 (all layers) 89.70", "3 (4th, 8th, 12th layer) 84.78"),
    ).toHaveLength(1)
    expect(about("text and table5", "84.60, tied with MSE, Dis 84.60")).toHaveLength(1)
  })

  it("tells that two headings are no region of the data set", () => {
    expect(about("table4", 'heading "WC"')).toHaveLength(1)
    expect(about("table5", 'heading "WC"')).toHaveLength(1)
  })
})
