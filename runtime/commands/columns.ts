/**
 * Rows of cells as lines, each column as wide as its widest cell. Columns that `isNumber` says so of end at
 * one place.
 */
export const columns = (
  rows: readonly (readonly string[])[],
  isNumber: (column: number) => boolean = () => false,
): readonly string[] => {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  const widths = Array.from(
    { length: Math.max(0, ...rows.map((row) => row.length)) },
    (_, column) => width(column),
  )
  return rows.map((row) =>
    row
      .map((cell, column) =>
        isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  )
}
