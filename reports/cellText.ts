import type { Cell } from "./cell.ts"
import type { Column } from "./column.ts"

/** A cell as text, before any markup. */
export interface CellText {
  /** Null where there is no number. */
  readonly mean: string | null
  /** Null where fewer than two numbers are behind the mean. */
  readonly std: string | null
  /** Interval of the mean over subjects, where there is one. */
  readonly interval: string | null
  /** p of the test against another arm, where there is one. */
  readonly p: string | null
  /** Marks after the mean, each of a footnote. */
  readonly marks: readonly string[]
}

const printed = (value: number | null, digits: number): string | null =>
  value === null ? null : value.toFixed(digits)

/** p to three decimals. */
const probability = (p: number): string => (p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`)

/** Stands for a number that is not there. */
export const missingMark = "\u2014"

/** Stands after a mean that lacks some seeds. */
export const incompleteMark = "\u2020"

/** Stands after the best mean of a column that is not printed bold. */
export const withheldMark = "\u2021"

/** Mean, deviation and interval with the column's decimals. */
export const cellText = (column: Pick<Column, "digits">, cell: Cell): CellText => ({
  mean: printed(cell.mean, column.digits),
  std: printed(cell.std, column.digits),
  interval:
    cell.interval === undefined
      ? null
      : `[${cell.interval.low.toFixed(column.digits)}, ${cell.interval.high.toFixed(column.digits)}]`,
  p: cell.comparison === undefined ? null : probability(cell.comparison.p),
  marks: [
    ...(cell.mean !== null && cell.missing.length > 0 ? [incompleteMark] : []),
    ...(cell.withheld === "seeds are missing" || cell.withheld === "other subjects"
      ? [withheldMark]
      : []),
  ],
})

/** A cell on one line of plain text. */
export const plainCell = (column: Pick<Column, "digits">, cell: Cell): string => {
  const { mean, std, interval, p, marks } = cellText(column, cell)
  if (mean === null) return missingMark
  const value = `${mean}${std === null ? "" : ` \u00b1 ${std}`}${marks.join("")}`
  return `${value}${interval === null ? "" : ` ${interval}`}${p === null ? "" : ` (${p})`}`
}
