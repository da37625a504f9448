import { drawnRows, emphasisOf, type DrawnRow } from "./drawnRows.ts"
import { footnotes } from "./footnotes.ts"
import { fullLabel } from "./header.ts"
import { stubText } from "./layout.ts"
import type { TableReport } from "./report.ts"
import { plainLabel, written } from "./smallMarkup.ts"

/** Who reads it: a terminal, where markup is in the way, or a page of Markdown. */
type Reader = "terminal" | "page"

const special = /[\\`*[\]<|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)/g

/** Text that Markdown shows as it stands, also inside a table. */
const escaped = (text: string): string =>
  text.replace(/\s+/g, " ").replace(special, (character) => `\\${character}`)

const label = (text: string, reader: Reader): string =>
  reader === "terminal"
    ? escaped(plainLabel(text))
    : written(text, {
        none: escaped,
        sub: (own) => `<sub>${escaped(own)}</sub>`,
        super: (own) => `<sup>${escaped(own)}</sup>`,
      })

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u

/** Columns that a text takes in a terminal. */
const width = (text: string): number =>
  [...new Intl.Segmenter().segment(text)].reduce(
    (sum, { segment }) => sum + (wide.test(segment) ? 2 : 1),
    0,
  )

/** A column of text: its head, then a cell for each line. */
interface TextColumn {
  readonly texts: readonly string[]
  readonly isStub: boolean
  /** Columns of one group stay together where a wide table is cut. */
  readonly group: string
}

const columnWidth = ({ texts }: TextColumn): number => Math.max(3, ...texts.map(width))

const cellOf = ({ places }: DrawnRow, index: number, reader: Reader): string => {
  const place = places[index]
  if (place === undefined) return ""
  const { main, std, rest, marks, gap } = place.text
  if (main === null) return gap
  const value = `${main}${std === null ? "" : ` \u00b1 ${std}`}`
  const underlined = reader === "terminal" ? (["_", "_"] as const) : (["<ins>", "</ins>"] as const)
  const signs = { slanted: ["*", "*"], bold: ["**", "**"], underlined, none: ["", ""] } as const
  const [before, after] = signs[emphasisOf(place)]
  return [`${before}${value}${after}${marks.join("")}`, ...rest].join(" ")
}

/** The columns of a table, a text a line. */
const columnsOf = (
  report: TableReport,
  rows: readonly DrawnRow[],
  reader: Reader,
): readonly TextColumn[] => [
  ...report.stub.map((heading, index) => ({
    texts: [heading.at(-1) ?? "", ...rows.map(({ stub }) => stubText(stub[index] ?? null))].map(
      (text) => label(text, reader),
    ),
    isStub: true,
    group: "",
  })),
  ...report.columns.map((column, index) => ({
    texts: [label(fullLabel(column), reader), ...rows.map((row) => cellOf(row, index, reader))],
    isStub: false,
    group: JSON.stringify(column.header.slice(0, -1)),
  })),
]

/** Columns with an empty line between groups of rows: Markdown has no rules inside of a table. */
const spaced = (
  columns: readonly TextColumn[],
  rows: readonly DrawnRow[],
): readonly TextColumn[] => {
  const isFirst = (line: number): boolean =>
    line > 1 && rows[line - 2]?.row.group !== rows[line - 1]?.row.group
  return columns.map(({ texts, ...column }) => ({
    ...column,
    texts: texts.flatMap((text, line) => (isFirst(line) ? ["", text] : [text])),
  }))
}

const transposed = (
  columns: readonly TextColumn[],
  rows: readonly DrawnRow[],
): readonly TextColumn[] =>
  [undefined, ...rows].map((row, line) => ({
    texts: columns.map(({ texts }) => texts[line] ?? ""),
    isStub: row === undefined,
    group: row?.row.arm ?? "",
  }))

/** Characters of a line at most, unless one group of columns takes more. */
const lineLimit = 120

/** Runs of columns that fit a line, each with the stub. */
const parts = (columns: readonly TextColumn[]): readonly (readonly TextColumn[])[] => {
  const stub = columns.filter(({ isStub }) => isStub)
  const lineWidth = (some: readonly TextColumn[]): number =>
    [...stub, ...some].reduce((sum, column) => sum + columnWidth(column) + 3, 1)
  const groups: TextColumn[][] = []
  for (const column of columns.filter(({ isStub }) => !isStub)) {
    const last = groups.at(-1)
    if (last?.[0]?.group === column.group) last.push(column)
    else groups.push([column])
  }
  const made: TextColumn[][] = []
  for (const group of groups) {
    const last = made.at(-1)
    if (last !== undefined && lineWidth([...last, ...group]) <= lineLimit) last.push(...group)
    else made.push([...group])
  }
  return made.map((part) => [...stub, ...part])
}

const aligned = (columns: readonly TextColumn[]): readonly string[] => {
  const widths = columns.map(columnWidth)
  const line = (row: number): string => {
    const cells = columns.map(({ texts, isStub }, index) => {
      const text = texts[row] ?? ""
      const space = " ".repeat((widths[index] ?? 0) - width(text))
      return isStub ? text + space : space + text
    })
    return `| ${cells.join(" | ")} |`
  }
  const rule = columns.map(({ isStub }, index) => {
    const characters = widths[index] ?? 3
    return isStub ? "-".repeat(characters) : `${"-".repeat(characters - 1)}:`
  })
  const rows = Array.from({ length: (columns[0]?.texts.length ?? 1) - 1 }, (_, row) =>
    line(row + 1),
  )
  return [line(0), `| ${rule.join(" | ")} |`, ...rows]
}

/**
 * The table as Markdown, aligned so that it reads well in a terminal; the best is bold. A wide
 * table is cut into several below each other.
 */
export const markdownTable = (report: TableReport, reader: Reader = "page"): string => {
  const { stub, rows } = drawnRows(report)
  const texts = columnsOf({ ...report, stub }, rows, reader)
  const columns = (report.transpose ? transposed : spaced)(texts, rows)
  return [
    ...(report.caption === "" ? [] : [label(report.caption, reader), ""]),
    ...parts(columns).flatMap((part) => [...aligned(part), ""]),
    ...footnotes(report).map((note) => `- ${escaped(note)}`),
    "",
  ].join("\n")
}
