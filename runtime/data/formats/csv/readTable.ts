import { readFile } from "node:fs/promises"
import { Effect } from "effect"
import { unopened } from "../../../files/unopened.ts"
import { datasetError, faultAt, type DatasetError } from "../../faults/datasetError.ts"
import { canonical, parseCsv, type CsvRow } from "./csv.ts"
import { decodeText } from "./decodeText.ts"
import { fault } from "../../../../dsl/fault.ts"

const bytesOf = (file: string): Effect.Effect<Uint8Array, DatasetError> =>
  Effect.tryPromise({ try: () => readFile(file), catch: (cause) => ({ cause }) }).pipe(
    Effect.catch(({ cause }) =>
      Effect.flatMap(
        Effect.promise(() => unopened(file, cause)),
        (found) => Effect.fail(datasetError(faultAt({ file }, found))),
      ),
    ),
  )

/** A table's rows, and how it was read, as "UTF-8, fields separated by a comma". */
export interface ReadTable {
  readonly rows: readonly CsvRow[]
  readonly form: string
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
  const { text, encoding } = yield* Effect.fromResult(decodeText(yield* bytesOf(file))).pipe(
    Effect.mapError((rejection) => datasetError(faultAt({ file }, rejection))),
  )
  const { columns, separator, rows } = yield* Effect.fromResult(parseCsv(text, needed)).pipe(
    Effect.mapError((rejection) => datasetError(faultAt({ file }, rejection))),
  )
  const absent = needed.map(canonical).filter((name) => !columns.includes(name))
  if (absent.length === 0) return { rows, form: `${encoding}, fields separated by ${separator}` }
  return yield* datasetError(
    ...absent.map((name) =>
      fault({
        what: `there is no column "${name}"`,
        where: { file, line: 1 },
        expected: `${columns.join(", ")} (read as ${encoding}, fields separated by ${separator})`,
      }),
    ),
  )
})

/** The cell of a row below a head; empty where there is none. */
export const cellOf = ({ cells }: CsvRow, column: string): string => cells[canonical(column)] ?? ""

/** The number of a cell, whose decimal sign may be a comma; NaN where it is none. */
export const numberOf = (text: string): number =>
  text === "" ? Number.NaN : Number(text.replace(/^([+-]?\d*),(\d+)$/, "$1.$2"))
