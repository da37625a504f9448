import type { TableReport } from "./report.ts"

/** A table cut to one of its cells, by indices: what its footnotes say holds of the cell. */
export const oneCell = (report: TableReport, row: number, column: number): TableReport => ({
  ...report,
  stub: [],
  columns: report.columns.slice(column, column + 1),
  rows: report.rows
    .slice(row, row + 1)
    .map((each) => ({ ...each, stub: [], cells: each.cells.slice(column, column + 1) })),
})
