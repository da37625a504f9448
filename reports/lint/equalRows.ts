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

/** Two runs side by side. */
interface Compared {
  readonly pairs: readonly Pair[]
  readonly equal: readonly Pair[]
  readonly all: boolean
  /** Equal numbers that are no accuracies. */
  readonly telling: readonly Pair[]
}

const compared = (pairs: readonly Pair[]): readonly Compared[] => {
  if (pairs.length < fewestColumns || pairs.every(isOneRun)) return []
  const equal = pairs.filter(
    ({ one: { cell: a }, other: { cell: b } }) =>
      cellText(a) === cellText(b) &&
      (a.deviation === null || b.deviation === null || a.deviation === b.deviation),
  )
  const telling = equal.filter(({ one }) => !isCoarse(one))
  return [{ pairs, equal, all: equal.length === pairs.length, telling }]
}

const rowName = ({ row, table }: Placed): string => `${row.arm} (${table.name})`

const numbersOf = (pairs: readonly Pair[]): string =>
  pairs.map(({ name, one }) => `${name} ${cellText(one.cell)}`).join("; ")

/** What is said of two runs; `others` are the single numbers that the first shares with rows beside the second. */
const finding = ({ pairs, equal, all }: Compared, others: readonly Pair[]): readonly Finding[] => {
  const [first] = pairs
  if (first === undefined) return []
  const rows = `${rowName(first.one)} and ${rowName(first.other)}`
  const beside = others.map(
    (pair) => `; ${numbersOf([pair])} is also that of ${rowName(pair.other)}`,
  )
  return [
    {
      where: tablesOf(equal.flatMap(({ one, other }) => [one, other])),
      what: all
        ? `two rows that should differ are equal: ${rows}`
        : `two rows that should differ share numbers: ${rows}`,
      because: `equal in ${all ? "all " : `${equal.length} of `}${pairs.length} columns that both have: ${numbersOf(equal)}${beside.join("")}`,
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
  return runs.flatMap((one, index) => {
    const all = runs.slice(index + 1).flatMap((other) => compared(shared(one, other)))
    const isTold = (pair: Compared) => pair.all || pair.telling.length >= fewestEqual
    const singles = all.filter((pair) => !isTold(pair)).flatMap(({ telling }) => telling)
    return all.filter(isTold).flatMap((pair) => {
      const table = pair.pairs[0]?.other.table
      return finding(pair, pair.all ? [] : singles.filter(({ other }) => other.table === table))
    })
  })
}
