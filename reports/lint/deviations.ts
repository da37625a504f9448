import {
  cellText,
  columnName,
  placedCells,
  type Finding,
  type Placed,
  type PrintedTable,
} from "./printed.ts"

interface Moments {
  readonly mean: number
  readonly deviation: number
  /** Numbers behind them; `undefined` where that is not known. */
  readonly n?: number
}

/**
 * The least that the largest of the numbers can be, where none is below `least`: for a mean m above it
 * and a variance v over n, no number x_i above a gives sum (x_i - least)^2 <= (a - least) sum (x_i - least),
 * so a >= m + v / (m - least). A sample's variance, over n - 1, is turned into that over n.
 */
export const forcedMaximum = ({ mean, deviation, n }: Moments, least: number): number =>
  mean === least
    ? deviation === 0
      ? mean
      : Infinity
    : mean + (deviation ** 2 * (n === undefined ? 1 : (n - 1) / n)) / (mean - least)

/** As few as can be where it is not known: a sample's deviation then says least. */
const numbersBehind = ({ column }: Placed): number =>
  column.subjects === null ? 2 : column.subjects * column.evaluations

/**
 * The weakest claim that a printed cell makes, half a unit of the last decimal to its favour: of all
 * means that print so the one that forces least, which lies a deviation above `least`.
 */
const atLeast = (placed: Placed, least: number, printed: number): number => {
  const { value, digits } = placed.cell
  const half = 0.5 / 10 ** digits
  const n = numbersBehind(placed)
  const deviation = Math.max(0, printed - half)
  const low = Math.max(least, value - half)
  const easiest = least + deviation * Math.sqrt((n - 1) / n)
  const mean = Math.min(value + half, Math.max(low, easiest))
  return forcedMaximum({ mean, deviation, n }, least)
}

const sumText = ({ row, cell }: Placed, least: number, deviation: number): string => {
  const from = least === 0 ? "" : ` - ${least}`
  const forced = forcedMaximum({ mean: cell.value, deviation }, least)
  return `${row.arm}: ${cellText(cell)} + ${deviation.toFixed(cell.digits)}² / ${least === 0 ? cellText(cell) : `(${cellText(cell)}${from})`} = ${forced.toFixed(0)}`
}

/**
 * Means and deviations that force some subject's value past the largest there can be. What the other
 * cells of the column force is told beside.
 */
export const deviationFindings = (tables: readonly PrintedTable[]): readonly Finding[] => {
  const cells = placedCells(tables).flatMap((placed) => {
    const { column, cell } = placed
    const { least, most } = column
    if (least === null || most === null || cell.deviation === null) return []
    return [{ placed, least, most, deviation: cell.deviation }]
  })
  const columns = Map.groupBy(
    cells,
    ({ placed }) => `${placed.table.name}, ${columnName(placed.column)}`,
  )
  return [...columns].flatMap(([where, group]) => {
    const past = group.filter(
      ({ placed, least, most, deviation }) => atLeast(placed, least, deviation) > most,
    )
    const [first] = past
    if (first === undefined) return []
    const rest = group
      .filter((each) => !past.includes(each))
      .toSorted(
        (a, b) =>
          forcedMaximum({ mean: b.placed.cell.value, deviation: b.deviation }, b.least) -
          forcedMaximum({ mean: a.placed.cell.value, deviation: a.deviation }, a.least),
      )
    const told = (each: (typeof group)[number]): string =>
      sumText(each.placed, each.least, each.deviation)
    return [
      {
        where,
        what: `mean and deviation of ${past.map(({ placed }) => placed.row.arm).join(", ")} force a value above ${first.most}, the largest there can be${first.placed.column.metric === "hd95" ? ": penalties for empty masks are inside" : ""}`,
        because: `the largest value is at least mean + deviation² / mean. ${past.map(told).join("; ")}${rest.length === 0 ? "" : `. Others: ${rest.map(told).join("; ")}`}`,
      },
    ]
  })
}
