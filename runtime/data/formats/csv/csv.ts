import { Result } from "effect"
import type { Rejection } from "../../faults/rejection.ts"

/** A row of a table by column head, and the line of the file on which it begins (from 1). */
export interface CsvRow {
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

export interface CsvTable {
  readonly columns: readonly string[]
  readonly rows: readonly CsvRow[]
}

export interface CsvRejection extends Rejection {
  readonly line: number
}

interface CsvRecord {
  readonly line: number
  readonly fields: readonly string[]
}

/** RFC 4180: fields may be quoted, `""` is a quote, a quoted field may span lines. */
const recordsOf = (text: string): Result.Result<readonly CsvRecord[], CsvRejection> => {
  const records: CsvRecord[] = []
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|\r|$)/y
  let fields: string[] = []
  let line = 1
  let begun = 1
  while (field.lastIndex < text.length) {
    const at = field.lastIndex
    const match = field.exec(text)
    if (match === null) {
      const what = text[at] === '"' ? "a quote is not closed" : "a quote inside an unquoted field"
      return Result.fail({ what, line, hint: 'Quote the whole field and write quotes as "".' })
    }
    const [, raw = "", end] = match
    fields.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw)
    line += raw.split(/\r\n|\n|\r/).length - 1
    if (end === "," && field.lastIndex < text.length) continue
    if (end === ",") fields.push("")
    records.push({ line: begun, fields })
    fields = []
    line++
    begun = line
  }
  return Result.succeed(records)
}

/** A table with a head row; a byte-order mark, any line ends, and blank lines are accepted. */
export const parseCsv = (text: string): Result.Result<CsvTable, CsvRejection> =>
  Result.gen(function* () {
    const records = yield* recordsOf(text.replace(/^\uFEFF/, ""))
    const [head, ...body] = records.filter(({ fields }) => fields.some((cell) => cell !== ""))
    if (head === undefined) return yield* Result.fail({ what: "the table is empty", line: 1 })
    const columns = head.fields.map((name) => name.trim())
    const twice = columns.find((name, index) => name !== "" && columns.indexOf(name) !== index)
    if (twice !== undefined) {
      return yield* Result.fail({ what: `two columns are called "${twice}"`, line: head.line })
    }
    const ragged = body.find(({ fields }) => fields.length !== columns.length)
    if (ragged !== undefined) {
      const what = `the row has ${ragged.fields.length} fields`
      const expected = `${columns.length}, as the head row`
      return yield* Result.fail({ what, expected, line: ragged.line })
    }
    const rows = body.map(({ line, fields }) => ({
      line,
      cells: Object.fromEntries(columns.map((name, index) => [name, (fields[index] ?? "").trim()])),
    }))
    return { columns, rows }
  })
