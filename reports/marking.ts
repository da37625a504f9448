import { populationOf } from "../dsl/populations.ts"
import type { Table } from "../dsl/target.ts"
import { standingOf, type Standing } from "./best.ts"
import type { Cell, Unmarked, Withheld } from "./cell.ts"
import type { Column } from "./column.ts"
import { holm } from "./holm.ts"
import type { Measurement } from "./measurement.ts"
import { onSameSubjects, scoredSubjects } from "./scored.ts"
import { differenceP } from "./significance.ts"

/** A column with the cells of all rows, and what each row's is made of. */
export interface Filled {
  readonly column: Column
  readonly cells: readonly Unmarked[]
  readonly measured: readonly (readonly Measurement[])[]
}

/** Rows of a column that are compared. */
interface Contest {
  readonly filled: number
  readonly standing: Standing
  readonly isFair: boolean
  /** Of the difference between the best and the next; null where no test can be made. */
  readonly p: number | null
}

const contestOf = (
  { column, cells, measured }: Filled,
  filled: number,
  { boldIf, study }: Table,
  rows: readonly number[],
): Contest => {
  const standing = standingOf(column, cells, rows)
  const present = rows.filter((row) => (cells[row]?.mean ?? null) !== null)
  const populations = present.flatMap((row) => {
    const arm = study.arms[row]
    return arm === undefined ? [] : [populationOf(arm.experiment.dataset)]
  })
  const isFair =
    new Set(populations).size < 2 &&
    onSameSubjects(present.map((row) => scoredSubjects(measured[row] ?? [])))
  const [best, next = standing.second[0]] = standing.best
  const p =
    boldIf === undefined || best === undefined || next === undefined
      ? null
      : differenceP(boldIf, column, measured[best] ?? [], measured[next] ?? [])
  return { filled, standing, isFair, p }
}

/**
 * Marks the best of each column by the mean as printed, so that numbers that look equal are marked
 * alike. One that lacks seeds, that is compared over other test subjects, or that no test tells from the
 * next where the table asks for one, is not marked; the reason is kept.
 */
export const marked = (table: Table, columns: readonly Filled[]): readonly (readonly Cell[])[] => {
  const { boldIf } = table
  const all = table.study.arms.map((_, row) => row)
  const contests = columns.map((filled, index) => contestOf(filled, index, table, all))
  const tested = contests.filter(({ p }) => p !== null)
  const ps = tested.flatMap(({ p }) => p ?? [])
  const corrected = boldIf?.correction === "holm" ? holm(ps) : ps
  const level = boldIf?.level ?? 1
  const significant = new Set(
    tested.filter((_, index) => (corrected[index] ?? 1) <= level).map((contest) => contest),
  )
  const whyNot = (contest: Contest, cell: Unmarked): Withheld | null => {
    if (cell.missing.length > 0) return "seeds are missing"
    if (!contest.isFair) return "other subjects"
    if (boldIf === undefined || significant.has(contest)) return null
    return contest.p === null ? "not tested" : "within noise"
  }
  return columns.map(({ cells }, index) =>
    cells.map((cell, row): Cell => {
      const contest = contests.find(
        ({ filled, standing }) => filled === index && standing.best.includes(row),
      )
      // Means over test subjects of several populations are not compared.
      if (contest === undefined || table.populations === "several") return { ...cell, best: false }
      const withheld = whyNot(contest, cell)
      return withheld === null ? { ...cell, best: true } : { ...cell, best: false, withheld }
    }),
  )
}
