import {
  cellText,
  columnName,
  placedCells,
  tablesOf,
  type Finding,
  type Placed,
  type PrintedTable,
} from "./printed.ts"

/** Rows that share fewer columns are not compared. */
const fewestColumns = 3

/** Of shared numbers, those that two unlike runs may have by chance. */
const fewestEqual = 2

/** Of few answers only: equal ones are no surprise. */
const isCoarse = ({ column }: Placed): boolean => column.metric === "accuracy"

interface Pair {
  readonly name: string
  readonly one: Placed
  readonly other: Placed
}

const isOneRun = ({ one, other }: Pair): boolean =>
  one.cell.runs.length > 0 && one.cell.runs.join() === other.cell.runs.join()

/** What two runs both have: of a run in several tables the first number of a column. */
const shared = (
  one: ReadonlyMap<string, Placed>,
  other: ReadonlyMap<string, Placed>,
): readonly Pair[] =>
  [...one].flatMap(([name, placed]) => {
    const match = other.get(name)
    return match === undefined ? [] : [{ name, one: placed, other: match }]
  })

const finding = (pairs: readonly Pair[]): readonly Finding[] => {
  const equal = pairs.filter(
    ({ one: { cell: a }, other: { cell: b } }) =>
      cellText(a) === cellText(b) &&
      (a.deviation === null || b.deviation === null || a.deviation === b.deviation),
  )
  const [first] = pairs
  if (first === undefined || pairs.length < fewestColumns || pairs.every(isOneRun)) return []
  const all = equal.length === pairs.length
  const telling = equal.filter(({ one }) => !isCoarse(one))
  if (!all && telling.length < fewestEqual) return []
  const rows = [first.one, first.other].map(({ row, table }) => `${row.arm} (${table.name})`)
  return [
    {
      where: tablesOf(equal.flatMap(({ one, other }) => [one, other])),
      what: all
        ? `two rows that should differ are equal: ${rows.join(" and ")}`
        : `two rows that should differ share numbers: ${rows.join(" and ")}`,
      because: `equal in ${all ? "all " : `${equal.length} of `}${pairs.length} columns that both have: ${equal.map(({ name, one }) => `${name} ${cellText(one.cell)}`).join("; ")}`,
    },
  ]
}

/**
 * Rows of unlike runs with the same numbers: all of those that both have, or several. A deviation
 * counts where both print one.
 */
export const equalRowFindings = (tables: readonly PrintedTable[]): readonly Finding[] => {
  const runs = [...Map.groupBy(placedCells(tables), ({ row }) => row.run).values()].map(
    (cells) =>
      new Map(
        [...Map.groupBy(cells, ({ column }) => columnName(column))].flatMap(([name, [first]]) =>
          first === undefined ? [] : [[name, first] as const],
        ),
      ),
  )
  return runs.flatMap((one, index) =>
    runs.slice(index + 1).flatMap((other) => finding(shared(one, other))),
  )
}
