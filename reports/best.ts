import type { Cell } from "./cell.ts"
import type { Column } from "./column.ts"

const badness: Record<Exclude<Column["better"], "none">, (value: number) => number> = {
  higher: (value) => -value,
  lower: (value) => value,
  "nearer 0": (value) => Math.abs(value),
  "nearer 1": (value) => Math.abs(value - 1),
}

/**
 * Marks the best of a column's cells by the mean as printed, so that numbers that look equal are
 * marked alike. A number without another to compare with is not marked, nor is any where
 * neither direction is better.
 */
export const markBest = (
  column: Pick<Column, "better" | "digits">,
  cells: readonly Omit<Cell, "best">[],
): readonly Cell[] => {
  const { better, digits } = column
  const scores = cells.map(({ mean }) =>
    mean === null || better === "none"
      ? null
      : Number(badness[better](Number(mean.toFixed(digits))).toFixed(digits)),
  )
  const present = scores.filter((score) => score !== null)
  const least = present.length < 2 ? null : Math.min(...present)
  return cells.map(({ mean, std, n, ...rest }, index) => ({
    mean,
    std,
    n,
    best: least !== null && scores[index] === least,
    ...rest,
  }))
}
