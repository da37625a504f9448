import type { Column } from "./column.ts"

/** One header cell over neighbouring columns. */
export interface Heading {
  readonly text: string
  /** First of the columns it stands over, counted from 0. */
  readonly start: number
  /** Columns it stands over. */
  readonly span: number
  /** Header rows it takes. */
  readonly rows: number
  /** Whether it is the last heading above a single column. */
  readonly isLeaf: boolean
}

const arrows: Record<Exclude<Column["better"], "none">, string> = {
  higher: "\u2191",
  lower: "\u2193",
  "nearer 0": "\u21920",
  "nearer 1": "\u21921",
}

/** Unit and direction of a column, such as `% ↑`. */
const reading = ({ unit, better }: Pick<Column, "unit" | "better">): string => {
  if (better === "none") return unit === "" ? "" : `(${unit})`
  return unit === "" ? `(${arrows[better]})` : `(${unit}) ${arrows[better]}`
}

/** A column's header on one line, with unit and direction. */
export const fullLabel = (column: Column): string =>
  `${column.header.join(" ")} ${reading(column)}`.trimEnd()

/**
 * The headings above a column, unit and direction with the metric. The task's is left out where no
 * block shows several.
 */
export const headingsOf = (column: Column, columns: readonly Column[]): readonly string[] => {
  const { header, taskAt } = column
  const blocks = Map.groupBy(columns, ({ block }) => block)
  const isShown = [...blocks.values()].some(
    (own) => new Set(own.map((each) => each.header[each.taskAt])).size > 1,
  )
  return header
    .map((text, level) => (level === taskAt + 1 ? `${text} ${reading(column)}`.trimEnd() : text))
    .filter((_, level) => isShown || level !== taskAt)
}

const startsAlike = (a: readonly string[], b: readonly string[], level: number): boolean =>
  level < a.length - 1 &&
  level < b.length - 1 &&
  a.slice(0, level + 1).every((text, index) => text === b[index])

/**
 * Header rows over columns, from the widest groups to the narrowest, as the paper's Tables I-V: equal
 * headings side by side are one. A column with fewer headings than rows has its last one `top` (it
 * reaches down) or, of the columns left of the numbers, `bottom` (its first one reaches down).
 */
export const headerRows = (
  paths: readonly (readonly string[])[],
  short: "top" | "bottom",
  depth: number = Math.max(1, ...paths.map((path) => path.length)),
): readonly (readonly Heading[])[] =>
  Array.from({ length: depth }, (_, row) => {
    const cells: Heading[] = []
    for (const [start, path] of paths.entries()) {
      // Row at which each heading of the path begins.
      const extra = depth - path.length
      const begins = (level: number) => (short === "bottom" && level > 0 ? level + extra : level)
      const level = path.findIndex((_, each) => begins(each) === row)
      const text = path[level]
      if (text === undefined) continue
      const last = cells.at(-1)
      const before = paths[start - 1]
      if (
        last !== undefined &&
        before !== undefined &&
        last.start + last.span === start &&
        startsAlike(before, path, level)
      ) {
        cells[cells.length - 1] = { ...last, span: last.span + 1 }
        continue
      }
      const isLeaf = level === path.length - 1
      const end = isLeaf ? depth : begins(level + 1)
      cells.push({ text, start, span: 1, rows: end - row, isLeaf })
    }
    return cells
  })
