import { columnName, type Finding, type PrintedTable } from "./printed.ts"

/** Columns whose heading is not the one that the region has elsewhere in the tables. */
export const headingFindings = (tables: readonly PrintedTable[]): readonly Finding[] => {
  const columns = tables.flatMap((table) =>
    table.columns.flatMap((column) =>
      column.heading === null ? [] : [{ table, column, heading: column.heading }],
    ),
  )
  const known = Map.groupBy(columns, ({ column }) => `${column.dataset} ${column.region ?? ""}`)
  return [...known.values()].flatMap((same) => {
    const counts = [...Map.groupBy(same, ({ heading }) => heading)].toSorted(
      ([, a], [, b]) => b.length - a.length,
    )
    const usual = counts[0]?.[0]
    return same.flatMap(({ table, column, heading }) =>
      heading === usual || usual === undefined
        ? []
        : [
            {
              where: `${table.name}, ${columnName(column)}`,
              what: `the heading "${heading}" names another region than the column's`,
              because: `elsewhere the column of ${column.region ?? "this"} is headed "${usual}"`,
            },
          ],
    )
  })
}
