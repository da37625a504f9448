import { columnLabel, type Column } from "./column.ts"

/** One header cell over neighbouring columns. */
export interface Heading {
  readonly text: string
  /** Columns it stands over. */
  readonly span: number
  /** First of them, counted from 0. */
  readonly start: number
  /** Columns it stands over, when it is the last heading above a single column. */
  readonly leaf: Column | null
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
  `${columnLabel(column)} ${reading(column)}`.trimEnd()

const sameGroup = (a: Column, b: Column, level: number): boolean =>
  level < a.header.length - 1 &&
  level < b.header.length - 1 &&
  a.header.slice(0, level + 1).every((part, index) => part === b.header[index]) &&
  (level === 0 || reading(a) === reading(b))

const headingsAt = (columns: readonly Column[], level: number): readonly Heading[] =>
  columns.reduce<readonly Heading[]>((made, column, start) => {
    const previous = columns[start - 1]
    const last = made.at(-1)
    if (previous !== undefined && last !== undefined && sameGroup(previous, column, level))
      return [...made.slice(0, -1), { ...last, span: last.span + 1, leaf: null }]
    return [
      ...made,
      {
        text: column.header[level] ?? "",
        span: 1,
        start,
        leaf: level === column.header.length - 1 ? column : null,
      },
    ]
  }, [])

/**
 * Header rows from the widest groups (tasks) down to the columns, as the paper's Tables I-V. Unit
 * and direction stand with the metric, the second row.
 */
export const headerRows = (columns: readonly Column[]): readonly (readonly Heading[])[] => {
  const depth = Math.max(1, ...columns.map((column) => column.header.length))
  return Array.from({ length: depth }, (_, level) =>
    headingsAt(columns, level).map((heading) => {
      const column = columns[heading.start]
      return level === 1 && column !== undefined
        ? { ...heading, text: `${heading.text} ${reading(column)}`.trimEnd() }
        : heading
    }),
  )
}
