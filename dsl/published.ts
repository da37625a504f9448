import { columnText, type Column } from "./column.ts"
import type { Study } from "./study.ts"

/**
 * Numbers of a paper as plain data, by arm: a table's arms are all there, so that one that is renamed
 * compiles no longer.
 */
export interface Published<Arm extends string = string> {
  /** Where they stand, for the footnote: authors, title, table, page. */
  readonly source: string
  /** `task.metric` or `task.metric.region`, by block: the block's name, or the kind of its data set. */
  readonly columns: Readonly<Record<string, readonly string[]>>
  /**
   * Numbers as printed, `mean` or `mean±deviation` with spaces between and `-` for none: a text for each of
   * the blocks of `columns`. Null where the paper has no such row.
   */
  readonly rows: Readonly<Record<Arm, readonly string[] | null>>
  /** Unit of a metric where it is not %. */
  readonly units?: Readonly<Record<string, string>>
}

/** What a table draws of its own numbers and of published ones. */
export type PublishedDraw = "ours" | "published" | "both" | "difference"

/** Published numbers beside a table's own. */
export interface Beside<Arm extends string = string> {
  readonly from: Published<Arm>
  /** `both`: a line of published numbers under each arm's; `difference`: ours less the published one. */
  readonly draw: PublishedDraw
}

/** A number as printed. */
export interface PrintedNumber {
  readonly value: number
  /** What stands behind the ±; null where nothing does. */
  readonly deviation: number | null
  /** Decimals printed. */
  readonly digits: number
}

const form = /^(-?\d+(?:\.(\d+))?)(?:±(\d+(?:\.\d+)?))?$/

/** A number from its text, `82.59` or `82.59±6.13`; undefined of another text. */
export const printedNumber = (text: string): PrintedNumber | undefined => {
  const [, value, decimals = "", deviation] = form.exec(text) ?? []
  return value === undefined
    ? undefined
    : {
        value: Number(value),
        deviation: deviation === undefined ? null : Number(deviation),
        digits: decimals.length,
      }
}

/** Stands for no number in a row. */
const noNumber = "-"

interface Block {
  readonly name: string
  readonly study: Study
}

/** What a paper has of a block. */
export interface PublishedBlock {
  /** Its name there. */
  readonly name: string
  readonly columns: readonly string[]
  /** The words of an arm's row; none where the paper has no such row. */
  readonly words: (arm: string) => readonly string[]
}

/** What a paper has of a table's block; undefined where it has none of it. */
export const publishedBlock = (
  { columns, rows }: Published,
  block: Block,
): PublishedBlock | undefined => {
  const kind = block.study.arms[0]?.experiment.dataset.kind
  const names = Object.keys(columns)
  const index = names.findIndex((name) => name === block.name)
  const at = index < 0 ? names.findIndex((name) => name === kind) : index
  const name = names[at]
  if (name === undefined) return undefined
  const all: Readonly<Record<string, readonly string[] | null | undefined>> = rows
  return {
    name,
    columns: columns[name] ?? [],
    words: (arm) => all[arm]?.[at]?.split(/\s+/).filter((word) => word !== "") ?? [],
  }
}

/** A published number of an arm; it has no run, seed or subject behind it. */
export interface PublishedCell extends PrintedNumber {
  readonly origin: "published"
  readonly unit: string
}

/** The published number of an arm in a column of a block; null where there is none. */
export const publishedCell = (
  from: Published,
  block: Block,
  column: Column,
  arm: string,
): PublishedCell | null => {
  const found = publishedBlock(from, block)
  const word = found?.words(arm)[found.columns.indexOf(columnText(column))] ?? noNumber
  const number = printedNumber(word)
  return number === undefined
    ? null
    : { origin: "published", ...number, unit: from.units?.[column.metric] ?? "%" }
}

/** Words of a row that are no numbers. */
export const oddWords = (words: readonly string[]): readonly string[] =>
  words.filter((word) => word !== noNumber && printedNumber(word) === undefined)
