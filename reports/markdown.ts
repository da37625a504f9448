import type { StubValue } from "../dsl/stub.ts"
import { drawnRows, type DrawnRow } from "./drawnRows.ts"
import { footnotes } from "./footnotes.ts"
import { fullLabel } from "./header.ts"
import { notHere, tick } from "./layout.ts"
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

const stubText = (value: StubValue, reader: Reader): string => {
  if (typeof value === "string") return label(value, reader)
  return value === null ? notHere : value ? tick : ""
}

const cellOf = ({ places }: DrawnRow, index: number, reader: Reader): string => {
  const place = places[index]
  if (place === undefined) return ""
  const { cell, kind, text } = place
  const { main, std, rest, marks, gap } = text
  if (main === null) return gap
  const value = `${main}${std === null ? "" : ` \u00b1 ${std}`}`
  const [before, after] = reader === "terminal" ? ["_", "_"] : ["<ins>", "</ins>"]
  const marked =
    kind !== "measured"
      ? `*${value}*`
      : cell.best
        ? `**${value}**`
        : cell.second === true
          ? `${before}${value}${after}`
          : value
  return [`${marked}${marks.join("")}`, ...rest].join(" ")
}

/** Cells of rows with an empty line between groups: Markdown has no rules inside of a table. */
const lines = (rows: readonly DrawnRow[], text: (row: DrawnRow) => string): readonly string[] =>
  rows.flatMap((row, index) => {
    const before = rows[index - 1]
    return before !== undefined && before.row.group !== row.row.group
      ? ["", text(row)]
      : [text(row)]
  })

const upright = (
  report: TableReport,
  rows: readonly DrawnRow[],
  reader: Reader,
): readonly TextColumn[] => [
  ...report.stub.map((heading, index) => ({
    texts: [
      label(heading.at(-1) ?? "", reader),
      ...lines(rows, (row) => stubText(row.stub[index] ?? null, reader)),
    ],
    isStub: true,
    group: "",
  })),
  ...report.columns.map((column, index) => ({
    texts: [label(fullLabel(column), reader), ...lines(rows, (row) => cellOf(row, index, reader))],
    isStub: false,
    group: JSON.stringify(column.header.slice(0, -1)),
  })),
]

const transposed = (
  report: TableReport,
  rows: readonly DrawnRow[],
  reader: Reader,
): readonly TextColumn[] => [
  {
    texts: [
      ...report.stub.map((heading) => label(heading.at(-1) ?? "", reader)),
      ...report.columns.map((column) => label(fullLabel(column), reader)),
    ],
    isStub: true,
    group: "",
  },
  ...rows.map((row) => ({
    texts: [
      ...row.stub.map((value) => stubText(value, reader)),
      ...report.columns.map((_, index) => cellOf(row, index, reader)),
    ],
    isStub: false,
    group: row.row.arm,
  })),
]

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
  const columns = (report.transpose ? transposed : upright)(report, drawnRows(report), reader)
  return [
    ...(report.caption === "" ? [] : [label(report.caption, reader), ""]),
    ...parts(columns).flatMap((part) => [...aligned(part), ""]),
    ...footnotes(report).map((note) => `- ${escaped(note)}`),
    "",
  ].join("\n")
}
