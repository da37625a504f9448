import type { Unmarked } from "./cell.ts"
import type { Column } from "./column.ts"

/** Numbers whose least is the best. */
export const badness: Record<Exclude<Column["better"], "none">, (value: number) => number> = {
  higher: (value) => -value,
  lower: (value) => value,
  "nearer 0": (value) => Math.abs(value),
  "nearer 1": (value) => Math.abs(value - 1),
}

/** Some cells of a column by the order of their means as printed, so that equal numbers share a place. */
export interface Standing {
  /** Rows of the best; empty where no other number is there to compare with. */
  readonly best: readonly number[]
  /** Rows of what is printed next. */
  readonly second: readonly number[]
  /** From 1 for the best; equal numbers share the least. */
  readonly ranks: ReadonlyMap<number, number>
}

const none: Standing = { best: [], second: [], ranks: new Map() }

/** The best and the second best of some rows of a column; neither where no direction is better. */
export const standingOf = (
  { better, digits }: Pick<Column, "better" | "digits">,
  cells: readonly Pick<Unmarked, "mean">[],
  rows: readonly number[],
): Standing => {
  if (better === "none") return none
  const scores = rows.flatMap((row) => {
    const mean = cells[row]?.mean ?? null
    if (mean === null) return []
    return [{ row, score: Number(badness[better](Number(mean.toFixed(digits))).toFixed(digits)) }]
  })
  const places = [...new Set(scores.map(({ score }) => score))].toSorted((a, b) => a - b)
  const at = (place: number): readonly number[] =>
    scores.filter(({ score }) => score === places[place]).map(({ row }) => row)
  const ranks = scores.map(({ row, score }) => {
    const better = scores.filter((other) => other.score < score)
    return [row, better.length + 1] as const
  })
  return scores.length < 2 ? none : { best: at(0), second: at(1), ranks: new Map(ranks) }
}
