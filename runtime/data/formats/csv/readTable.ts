import { readFile } from "node:fs/promises"
import { Effect } from "effect"
import { datasetError, fileError, type DatasetError } from "../../faults/datasetError.ts"
import { opening } from "../../faults/fileWork.ts"
import { canonical, parseCsv, type CsvRow } from "./csv.ts"
import { decodeText, type DecodedText } from "./decodeText.ts"
import { misreadIn } from "./misread.ts"
import { closest } from "../../../../dsl/closest.ts"
import { visible } from "../../faults/visible.ts"
import { fault } from "../../../../dsl/fault.ts"

/** A table's rows, and how it was read, as "UTF-8, fields separated by a comma". */
export interface ReadTable {
  readonly rows: readonly CsvRow[]
  readonly form: string
}

/** What a head may be that is not there: one that differs in capitals and other signs, or in little. */
const nearly = (name: string, columns: readonly string[]): string | undefined => {
  const bare = (text: string): string =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]/gu, "")
  const near = columns.find((each) => bare(each) === bare(name)) ?? closest(name, columns)
  return near === undefined || near === "" ? undefined : `Is it ${visible(near)}?`
}

/** How a table was read, and which of its signs were read wrongly before it was saved. */
const formOf = ({ text, encoding }: DecodedText, separator: string): string => {
  const wrong = misreadIn(text)
  const said =
    wrong === undefined
      ? ""
      : `, in which ${visible(wrong.shown)} stands for ${visible(wrong.meant)}: UTF-8 that was read as Windows-1252 and saved again`
  return `${encoding}${said}, fields separated by ${separator}`
}

/** Whether a head row that nothing separates has the columns that are needed, with blanks between them. */
const isAligned = (
  [head = "", ...others]: readonly string[],
  wanted: readonly string[],
): boolean => {
  const single = (text: string): string => ` ${text.replaceAll(/\s+/g, " ")} `
  return others.length === 0 && wanted.every((name) => single(head).includes(single(name)))
}

/**
 * The rows of a table (CSV, in any of the forms of `decodeText` and `parseCsv`) that has to have some
 * columns. Heads are compared in Unicode's composed form, without the blanks around them. Fails with
 * every column that is not there, and with the line that cannot be read.
 */
export const readTable = Effect.fn("readTable")(function* (
  file: string,
  needed: readonly string[],
): Effect.fn.Return<ReadTable, DatasetError> {
  const decoded = yield* Effect.fromResult(
    decodeText(yield* opening(file, () => readFile(file))),
  ).pipe(Effect.mapError((rejection) => fileError(file, rejection)))
  const { columns, separator, rows } = yield* Effect.fromResult(
    parseCsv(decoded.text, needed),
  ).pipe(Effect.mapError((rejection) => fileError(file, rejection)))
  const wanted = needed.map(canonical)
  const absent = wanted.filter((name) => !columns.includes(name))
  if (absent.length === 0 && rows.length === 0)
    return yield* datasetError(
      fault({
        what: "the table has no row below its head",
        where: { file, line: 1 },
        expected: "a row for each subject",
      }),
    )
  const form = formOf(decoded, separator)
  if (absent.length === 0) return { rows, form }
  if (isAligned(columns, wanted))
    return yield* datasetError(
      fault({
        what: "the columns are aligned by blanks, and nothing separates them",
        where: { file, line: 1 },
        expected: "a comma, a semicolon, a tab or a bar between fields",
        hint: 'Save the table as CSV; in Python: pandas.read_fwf("TABLE.txt").to_csv("TABLE.csv", index=False).',
      }),
    )
  return yield* datasetError(
    ...absent.map((name) =>
      fault({
        what: `there is no column "${name}"`,
        where: { file, line: 1 },
        expected: `${columns.map((each) => visible(each).slice(1, -1)).join(", ")} (read as ${form})`,
        hint: nearly(
          name,
          columns.filter((each) => !wanted.includes(each)),
        ),
      }),
    ),
  )
})

/** The cell of a row below a head; empty where there is none. */
export const cellOf = ({ cells }: CsvRow, column: string): string => cells[canonical(column)] ?? ""

/** The number of a cell, in decimal digits with a point or a comma; NaN where it is none, or none of a float32. */
export const numberOf = (text: string): number => {
  const number = /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i.test(text)
    ? Number(text.replace(",", "."))
    : Number.NaN
  return Number.isFinite(Math.fround(number)) ? number : Number.NaN
}
