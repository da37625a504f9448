import { cellText, columnName, placedCells, type Finding, type PrintedTable } from "./printed.ts"

/** One run with different numbers in one column of several tables. */
export const repeatedRunFindings = (tables: readonly PrintedTable[]): readonly Finding[] => {
  const cells = Map.groupBy(
    placedCells(tables),
    ({ row, column }) => `${row.run}, ${columnName(column)}`,
  )
  return [...cells].flatMap(([where, group]) => {
    const values = Map.groupBy(group, ({ cell }) => cellText(cell))
    if (values.size < 2) return []
    const texts = [...values].map(
      ([value, same]) => `${value} in ${same.map(({ table }) => table.name).join(", ")}`,
    )
    return [
      {
        where,
        what: `one run has ${values.size} numbers: ${texts.join("; ")}`,
        because: `difference ${(Math.max(...group.map(({ cell }) => cell.value)) - Math.min(...group.map(({ cell }) => cell.value))).toFixed(group[0]?.cell.digits ?? 0)}`,
      },
    ]
  })
}
