import type { Cell } from "./cell.ts"
import type { Column } from "./column.ts"

const badness: Record<Column["better"], (value: number) => number> = {
  higher: (value) => -value,
  lower: (value) => value,
  "nearer 1": (value) => Math.abs(value - 1),
}

/**
 * Marks the best of a column's cells by the mean as printed, so that numbers that look equal are
 * marked alike. A number without another to compare with is not marked.
 */
export const markBest = (
  column: Pick<Column, "better" | "digits">,
  cells: readonly Omit<Cell, "best">[],
): readonly Cell[] => {
  const scores = cells.map(({ mean }) =>
    mean === null
      ? null
      : Number(badness[column.better](Number(mean.toFixed(column.digits))).toFixed(column.digits)),
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
