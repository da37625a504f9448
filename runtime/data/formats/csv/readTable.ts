import { readFile } from "node:fs/promises"
import { Effect } from "effect"
import { causeInWords } from "../../../files/cause.ts"
import { parseCsv, type CsvRow } from "./csv.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import { faultAt } from "../../faults/rejection.ts"

/**
 * The rows of a table (CSV, UTF-8) that has to have some columns. Heads are compared without the blanks
 * around them. Fails with every column that is not there, and with the line that cannot be read.
 */
export const readTable = Effect.fn("readTable")(function* (
  file: string,
  needed: readonly string[],
): Effect.fn.Return<readonly CsvRow[], DatasetError> {
  const text = yield* Effect.tryPromise({
    try: () => readFile(file, "utf8"),
    catch: (cause) => datasetError({ what: causeInWords(cause), where: { file } }),
  })
  const { columns, rows } = yield* Effect.fromResult(parseCsv(text)).pipe(
    Effect.mapError(({ line, ...rejection }) => datasetError(faultAt({ file, line }, rejection))),
  )
  const absent = needed.filter((name) => !columns.includes(name.trim()))
  if (absent.length === 0) return rows
  return yield* datasetError(
    ...absent.map((name) => ({
      what: `there is no column "${name.trim()}"`,
      where: { file, line: 1 },
      expected: columns.join(", "),
    })),
  )
})

/** The cell of a row below a head; empty where there is none. */
export const cellOf = ({ cells }: CsvRow, column: string): string => cells[column.trim()] ?? ""
