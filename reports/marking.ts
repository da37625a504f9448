import { onSameVoxels } from "../dsl/reconstructed.ts"
import { rowGroups, type Table, type Within } from "../dsl/table.ts"
import { standingOf, type Standing } from "./best.ts"
import type { Unmarked } from "./cell.ts"
import type { Cell } from "./file/cell.ts"
import type { Filled } from "./filled.ts"
import { holm } from "./holm.ts"
import { onSameSubjects, scoredSubjects } from "./scored.ts"
import { differenceP } from "./significance.ts"

/** Rows of a column that are compared. */
interface Contest extends Standing {
  readonly column: Filled
  /** Why its numbers cannot be compared; null where they can. */
  readonly unlike: "other subjects" | "other voxels" | null
  /** Whether one of the best can be bold: all its seeds are there, and the numbers can be compared. */
  readonly isOpen: boolean
  /** Of the difference between the best and the next; null where no test can be made. */
  readonly p: number | null
}

/** Rows of a column that the table draws, in the groups within which they are compared. */
const comparedRows = (table: Table, { arms }: Filled, within: Within) => {
  const indices = rowGroups(table).map((group) =>
    group.flatMap(({ arm }) => {
      const index = arms.findIndex(({ name }) => name === arm)
      return index < 0 ? [] : [index]
    }),
  )
  if (within === "none") return []
  return within === "group" ? indices : [indices.flat()]
}

const contestOf = (column: Filled, { boldIf }: Table, rows: readonly number[]): Contest => {
  const { cells, measured, arms } = column
  const standing = standingOf(column.column, cells, rows)
  const present = rows.filter((row) => (cells[row]?.mean ?? null) !== null)
  const experiments = present.flatMap((row) => arms[row]?.experiment ?? [])
  const elsewhere =
    column.column.metric === null && !onSameVoxels(experiments) ? "other voxels" : null
  const isOfSame = onSameSubjects(present.map((row) => scoredSubjects(measured[row] ?? [])))
  const unlike = isOfSame ? elsewhere : "other subjects"
  const [best, next = standing.second[0]] = standing.best
  const p =
    boldIf === undefined || best === undefined || next === undefined
      ? null
      : differenceP(boldIf, column.column, measured[best] ?? [], measured[next] ?? [])
  const isOpen = unlike === null && standing.best.some((row) => cells[row]?.missing.length === 0)
  return { ...standing, column, unlike, isOpen, p }
}

/** Which contests a test decides, with Holm's correction over those that can end in bold where it is asked for. */
const decided = (contests: readonly Contest[], { boldIf }: Table): ReadonlySet<Contest> => {
  if (boldIf === undefined) return new Set(contests)
  const tested = contests.filter(({ isOpen, p }) => isOpen && p !== null)
  const ps = tested.flatMap(({ p }) => p ?? [])
  const corrected = boldIf.correction === "holm" ? holm(ps) : ps
  return new Set(tested.filter((_, index) => (corrected[index] ?? 1) <= boldIf.level))
}

/** The p of every test that the table draws, corrected over all of them where that is asked for. */
const correctedTests = (
  table: Table,
  columns: readonly Filled[],
): ReadonlyMap<Unmarked, number> => {
  if (table.compare?.correction !== "holm") return new Map()
  const tested = columns.flatMap((column) =>
    comparedRows(table, column, "column")
      .flat()
      .flatMap((row) => {
        const cell = column.cells[row]
        return cell?.comparison === undefined ? [] : [{ cell, p: cell.comparison.p }]
      }),
  )
  const corrected = holm(tested.map(({ p }) => p))
  return new Map(tested.map(({ cell }, index) => [cell, corrected[index] ?? 1]))
}

/**
 * Marks the best and the second best of each column by the mean as printed, so that numbers that look
 * equal are marked alike. One that lacks seeds, that is compared over other test subjects, or that no
 * test tells from the next where the table asks for one, is not marked; the reason is kept.
 */
export const marked = (table: Table, columns: readonly Filled[]): readonly (readonly Cell[])[] => {
  const contests = (within: Within): readonly Contest[] =>
    // Means over test subjects of several populations are not compared.
    table.populations === "several"
      ? []
      : columns.flatMap((column) =>
          comparedRows(table, column, within).map((rows) => contestOf(column, table, rows)),
        )
  const forBest = contests(table.best)
  const forSecond = table.second === table.best ? forBest : contests(table.second)
  const forRank = table.best === "none" ? contests("column") : forBest
  const won = decided(forBest, table)
  const corrected = correctedTests(table, columns)
  const whyNot = (contest: Contest, cell: Unmarked): NonNullable<Cell["withheld"]> | null => {
    if (cell.missing.length > 0) return "seeds are missing"
    if (contest.unlike !== null) return contest.unlike
    if (won.has(contest)) return null
    return contest.p === null ? "not tested" : "within noise"
  }
  return columns.map((column) => {
    const against =
      column.cells[
        column.arms.findIndex(({ name }) => name === (table.against ?? table.compare?.with))
      ]
    return column.cells.map((cell, row): Cell => {
      const best = forBest.find((each) => each.column === column && each.best.includes(row))
      const second = forSecond.find((each) => each.column === column && each.second.includes(row))
      const ranked = forRank.find((each) => each.column === column && each.ranks.has(row))
      const rank = ranked?.ranks.get(row)
      const withheld = best === undefined ? null : whyNot(best, cell)
      const holmP = corrected.get(cell)
      return {
        ...cell,
        ...(cell.comparison === undefined || holmP === undefined
          ? {}
          : { comparison: { ...cell.comparison, corrected: holmP } }),
        best: best !== undefined && withheld === null,
        ...(withheld === null ? {} : { withheld }),
        ...(second !== undefined && second.unlike === null && cell.missing.length === 0
          ? { second: true }
          : {}),
        ...(table.show.includes("rank") && rank !== undefined ? { rank } : {}),
        ...(table.show.includes("delta") &&
        typeof cell.mean === "number" &&
        typeof against?.mean === "number" &&
        against !== cell
          ? { delta: cell.mean - against.mean }
          : {}),
      }
    })
  })
}
