import type { Shown } from "../dsl/table.ts"
import { isAccepted } from "./cell.ts"
import type { Column } from "./column.ts"
import type { Cell } from "./file/cell.ts"

/** A cell as text, before any markup. */
export interface CellText {
  /** What is printed bold or underlined: the mean, or what is shown in its place. Null of no number. */
  readonly main: string | null
  /** Null where fewer than two numbers are behind the mean, or the table does not show it. */
  readonly std: string | null
  /** What comes after it: interval, n, p, difference, place. */
  readonly rest: readonly string[]
  /** Marks after the mean, each of a footnote. */
  readonly marks: readonly string[]
  /** What stands where there is no number. */
  readonly gap: string
}

/** p to three decimals. */
export const probability = (p: number): string => (p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`)

/** A difference with its sign. */
export const signed = (value: number, digits: number): string => {
  const text = Math.abs(value).toFixed(digits)
  if (Number(text) === 0) return `\u00b1${text}`
  return `${value < 0 ? "\u2212" : "+"}${text}`
}

/** Stands for a number that is not there. */
const missingMark = "\u2014"

/** Stands after a mean that lacks some seeds. */
export const incompleteMark = "\u2020"

/** Stands after the best mean of a column that is not printed bold. */
export const withheldMark = "\u2021"

/** Why a best mean is marked in place of bold, whatever a test says. */
export const unmarkedReasons: ReadonlyMap<Cell["withheld"], string> = new Map([
  ["seeds are missing", "seeds are missing"],
  ["other subjects", "not all arms are scored on the same test subjects"],
  [
    "other voxels",
    "not all arms are measured at the same voxels, their crops, patches or preprocessing differing",
  ],
])

/** Stands after a mean of runs that an earlier code made. */
export const acceptedMark = "\u00a7"

/** Stands where a block has no such arm. */
export const absentMark = "n/a"

/** What stands where a cell has no number: each state in its own words. */
export const gapMark = ({ state }: Cell): string =>
  state === "absent" ? absentMark : state === "missing" ? missingMark : state

type Part = Exclude<Shown, "std">

const partText: Record<Part, (cell: Cell, digits: number) => string | null> = {
  mean: ({ mean }, digits) => mean?.toFixed(digits) ?? null,
  interval: ({ interval }, digits) =>
    interval === undefined
      ? null
      : `[${interval.low.toFixed(digits)}, ${interval.high.toFixed(digits)}]`,
  n: ({ n }) => `n = ${n}`,
  p: ({ comparison }) =>
    comparison === undefined ? null : probability(comparison.corrected ?? comparison.p),
  delta: ({ delta }, digits) => (delta === undefined ? null : signed(delta, digits)),
  rank: ({ rank }) => (rank === undefined ? null : `rank ${rank}`),
}

/** What a table shows of a cell, with the column's decimals. */
export const cellText = (
  { digits }: Pick<Column, "digits">,
  cell: Cell,
  show: readonly Shown[],
): CellText => {
  const [first = "mean", ...others] = show.filter((part) => part !== "std")
  const isThere = cell.mean !== null
  return {
    main: isThere ? partText[first](cell, digits) : null,
    std:
      show.includes("std") && first === "mean" && cell.std !== null
        ? cell.std.toFixed(digits)
        : null,
    rest: others.flatMap((part) => {
      const text = partText[part](cell, digits)
      if (text === null || !isThere) return []
      return [part === "interval" ? text : `(${text})`]
    }),
    marks: [
      ...(isThere && cell.missing.length > 0 ? [incompleteMark] : []),
      ...(unmarkedReasons.has(cell.withheld) ? [withheldMark] : []),
      ...(isAccepted(cell) ? [acceptedMark] : []),
    ],
    gap: isThere ? missingMark : gapMark(cell),
  }
}

/** A cell on one line of plain text. */
export const plainCell = (
  column: Pick<Column, "digits">,
  cell: Cell,
  show: readonly Shown[],
): string => {
  const { main, std, rest, marks, gap } = cellText(column, cell, show)
  if (main === null) return gap
  return [`${main}${std === null ? "" : ` \u00b1 ${std}`}${marks.join("")}`, ...rest].join(" ")
}
