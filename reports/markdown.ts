import { plainCell } from "./cellText.ts"
import type { Column } from "./column.ts"
import { footnotes } from "./footnotes.ts"
import { fullLabel } from "./header.ts"
import type { TableReport } from "./report.ts"

const special = /[\\`*[\]<|~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)/g

/** Text that Markdown shows as it stands, also inside a table. */
const escaped = (text: string): string =>
  text.replace(/\s+/g, " ").replace(special, (character) => `\\${character}`)

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u

/** Columns that a text takes in a terminal. */
const width = (text: string): number =>
  [...new Intl.Segmenter().segment(text)].reduce(
    (sum, { segment }) => sum + (wide.test(segment) ? 2 : 1),
    0,
  )

/** A column of text: its head, then a cell for each arm. */
type TextColumn = readonly string[]

const columnWidth = (column: TextColumn): number => Math.max(3, ...column.map(width))

const armColumn = (report: TableReport): TextColumn => [
  "Arm",
  ...report.rows.map((row) => escaped(row.arm)),
]

const textColumn = (report: TableReport, column: Column, index: number): TextColumn => [
  escaped(fullLabel(column)),
  ...report.rows.map((row) => {
    const cell = row.cells[index]
    const text = cell === undefined ? "" : plainCell(column, cell)
    return cell?.best === true ? `**${text}**` : text
  }),
]

/** Characters of a line at most, unless one group of columns takes more. */
const lineLimit = 120

const groupOf = (column: Column): string => JSON.stringify(column.header.slice(0, -1))

/** Runs of columns that fit a line; columns of one task and metric stay together. */
const blocks = (report: TableReport, arms: TextColumn): readonly (readonly TextColumn[])[] => {
  const groups = report.columns.reduce<readonly (readonly TextColumn[])[]>(
    (made, column, index) => {
      const previous = report.columns[index - 1]
      const text = textColumn(report, column, index)
      return previous !== undefined && groupOf(previous) === groupOf(column)
        ? [...made.slice(0, -1), [...(made.at(-1) ?? []), text]]
        : [...made, [text]]
    },
    [],
  )
  const lineWidth = (columns: readonly TextColumn[]): number =>
    [arms, ...columns].reduce((sum, column) => sum + columnWidth(column) + 3, 1)
  return groups.reduce<readonly (readonly TextColumn[])[]>((made, group) => {
    const last = made.at(-1)
    return last !== undefined && lineWidth([...last, ...group]) <= lineLimit
      ? [...made.slice(0, -1), [...last, ...group]]
      : [...made, group]
  }, [])
}

const aligned = (columns: readonly TextColumn[]): readonly string[] => {
  const widths = columns.map(columnWidth)
  const line = (row: number): string => {
    const cells = columns.map((column, index) => {
      const text = column[row] ?? ""
      const space = " ".repeat((widths[index] ?? 0) - width(text))
      return index === 0 ? text + space : space + text
    })
    return `| ${cells.join(" | ")} |`
  }
  const rule = widths.map((characters, index) =>
    index === 0 ? "-".repeat(characters) : `${"-".repeat(characters - 1)}:`,
  )
  const rows = Array.from({ length: (columns[0]?.length ?? 1) - 1 }, (_, row) => line(row + 1))
  return [line(0), `| ${rule.join(" | ")} |`, ...rows]
}

/**
 * The table as Markdown, aligned so that it reads well in a terminal; the best is bold. A wide
 * table is cut into several below each other.
 */
export const markdownTable = (report: TableReport): string => {
  const arms = armColumn(report)
  return [
    ...(report.caption === "" ? [] : [escaped(report.caption), ""]),
    ...blocks(report, arms).flatMap((block) => [...aligned([arms, ...block]), ""]),
    ...footnotes(report).map((note) => `- ${escaped(note)}`),
    "",
  ].join("\n")
}
