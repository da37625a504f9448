import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { printedOf } from "../../../reports/lint/fromReport.ts"
import { lintTables } from "../../../reports/lint/lint.ts"
import { tablesIn } from "../../../reports/lint/tablesFile.ts"
import { reportPage } from "../../../reports/page.ts"
import { sample } from "../sample.ts"

const report = {
  name: "r",
  summary: [],
  tables: [sample],
  figures: [],
  notes: [],
  provenance: [],
  values: [],
  work: new Map(),
  stages: [],
}

/** The sample with the numbers of its second arm, though not its runs, in the last one too. */
const copied = {
  ...sample,
  rows: sample.rows.map((row, index) => ({
    ...row,
    cells: row.cells.map((cell, column) => {
      const source = sample.rows[1]?.cells[column]
      return index === 2 && source !== undefined
        ? { ...source, runs: source.runs.map((run) => ({ ...run, key: `${run.key}x` })) }
        : cell
    }),
  })),
}

describe("tables of one's own", () => {
  it("are read from a report and from its JSON alike", () => {
    const read = Result.getOrThrow(tablesIn(JSON.stringify({ name: "r", tables: [sample] })))
    expect(read.tables).toEqual([printedOf(sample)])
  })

  it("are noted on the page where unlike runs have equal numbers", () => {
    expect(lintTables([printedOf(copied)]).map(({ what }) => what)).toContainEqual(
      expect.stringContaining("two rows that should differ are equal: MAE"),
    )
    const page = reportPage({ ...report, tables: [copied] })
    expect(page).toContain('<h2 id="notes-title">Notes</h2>')
    expect(page).toContain("two rows that should differ are equal")
  })

  it("are told apart by block, of which each has its own numbers of a run", () => {
    const [column] = sample.columns
    const blocks = {
      ...sample,
      columns: ["x", "y"].map((block) => ({ ...column!, block })),
      rows: sample.rows.map((row) => ({ ...row, cells: [row.cells[0]!, row.cells[1]!] })),
    }
    expect(printedOf(blocks).columns.map(({ dataset }) => dataset)).toEqual(["x", "y"])
    expect(lintTables([printedOf(blocks)])).toEqual([])
    const read = Result.getOrThrow(tablesIn(JSON.stringify({ tables: [blocks] })))
    expect(read.tables).toEqual([printedOf(blocks)])
  })

  it("are not noted where the runs are the same", () => {
    const same = {
      ...copied,
      rows: copied.rows.map((row, index) =>
        index === 2 ? { ...row, cells: sample.rows[1]?.cells ?? [] } : row,
      ),
    }
    expect(lintTables([printedOf(same)])).toEqual([])
    expect(reportPage(report)).not.toContain("notes-title")
  })
})
