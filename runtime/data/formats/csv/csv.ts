import { fault, type Fault } from "../../../../dsl/fault.ts"
import { CsvError, parse } from "csv-parse/sync"
import { Result } from "effect"

/** A row of a table by column head, of the columns that are needed, and the line of the file on which it begins (from 1). */
export interface CsvRow {
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

export interface CsvTable {
  readonly columns: readonly string[]
  /** What stands between fields, in words. */
  readonly separator: string
  readonly rows: readonly CsvRow[]
}

interface CsvRecord {
  readonly line: number
  readonly fields: readonly string[]
}

/** A head or a cell as it is compared: in Unicode's composed form, without the blanks around it. */
export const canonical = (text: string): string => text.normalize("NFC").trim()

/** What may stand between fields, and its name. */
const SEPARATORS: ReadonlyMap<string, string> = new Map([
  [",", "a comma"],
  [";", "a semicolon"],
  ["\t", "a tab"],
  ["|", "a vertical bar"],
])

const hints: Readonly<Partial<Record<CsvError["code"], string>>> = {
  CSV_QUOTE_NOT_CLOSED: "a quote is not closed",
  INVALID_OPENING_QUOTE: "a quote inside an unquoted field",
  CSV_INVALID_CLOSING_QUOTE: "a quote inside a quoted field",
}

const rejectionOf = (cause: unknown, line: number): Fault => {
  if (!(cause instanceof CsvError)) throw cause
  return fault({
    what: hints[cause.code] ?? cause.message,
    where: { line },
    hint: 'Quote the whole field and write quotes as "".',
  })
}

/** RFC 4180 with any separator: fields may be quoted, `""` is a quote, a quoted field may span lines. */
const recordsOf = (text: string, delimiter: string): Result.Result<readonly CsvRecord[], Fault> => {
  let before = 0
  try {
    const records: CsvRecord[] = []
    parse(text, {
      delimiter,
      // A quote may come after a blank and before one; a tab between fields is none.
      trim: delimiter !== "\t",
      relax_column_count: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      on_record: (fields: readonly string[], { lines }) => {
        records.push({ line: before + 1, fields })
        before = lines
        return null
      },
    })
    return Result.succeed(records.filter(({ fields }) => fields.some((cell) => cell.trim() !== "")))
  } catch (cause) {
    return Result.fail(rejectionOf(cause, before + 1))
  }
}

/** A first line such as `sep=;`, by which Excel tells itself the separator. */
const SEPARATOR_LINE = /^"?sep=(.)"?[ \t]*(?=\r|\n|$)/i

const firstLine = (text: string): string => /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? ""

/** Fields of a head row by each separator. */
const headBy = (line: string, delimiter: string): readonly string[] => {
  const found = recordsOf(line, delimiter)
  return Result.isSuccess(found) ? (found.success[0]?.fields ?? []).map(canonical) : []
}

/** The separator by which the head row has all columns needed; else the one that makes most columns. */
const separatorOf = (text: string, needed: readonly string[]): string => {
  const line = firstLine(text)
  const heads = [...SEPARATORS.keys()].map((delimiter) => ({
    delimiter,
    head: headBy(line, delimiter),
  }))
  const most = heads.toSorted((one, other) => other.head.length - one.head.length)
  const fits = most.find(({ head }) => needed.every((name) => head.includes(name)))
  return (fits ?? most[0])?.delimiter ?? ","
}

/** Rows in which a head row is looked for that does not come first. */
const LOOKED_AT = 50

/** The line of a row below the first that has all columns needed: a title or a note stands above it. */
const headBelow = (text: string, needed: readonly string[]): number | undefined => {
  const lines = text.split(/\r\n|\r|\n/).slice(0, LOOKED_AT)
  const found = lines.findIndex((line) =>
    [...SEPARATORS.keys()].some((delimiter) => {
      const head = headBy(line, delimiter)
      return needed.every((name) => head.includes(name))
    }),
  )
  return found < 0 ? undefined : found + 1
}

/** Fields as many as there are columns; more are taken where they are empty, as spreadsheets add them. */
const fitted = ({ fields }: CsvRecord, length: number): readonly string[] | undefined => {
  const more = fields.slice(length)
  return fields.length >= length && more.every((cell) => cell.trim() === "")
    ? fields.slice(0, length)
    : undefined
}

/** Lines of rows that are told, at most. */
const TOLD = 5

/** Whether the rows are numbered from 1 on in a field that the head does not have. */
const hasRowNames = (ragged: readonly CsvRecord[], columns: number): boolean =>
  ragged.every(
    ({ fields: [name, ...rest] }, at) => rest.length === columns && Number(name) === at + 1,
  )

/** Which other rows have a wrong number of fields. */
const alsoIn = (records: readonly CsvRecord[]): string =>
  records.length === 0
    ? ""
    : `; other numbers than the head have also lines ${records
        .slice(0, TOLD)
        .map(({ line, fields }) => `${line} (${fields.length})`)
        .join(", ")}${records.length > TOLD ? ` and ${records.length - TOLD} more` : ""}`

/**
 * A table with a head row. The separator is a comma, a semicolon, a tab or a bar: the one by which the
 * head has the columns `needed`, or that a first line `sep=;` names. A byte-order mark, any line ends and
 * blank lines are accepted. Heads and cells are in Unicode's composed form, without blanks around them.
 * A column that is needed must be there once; all must where none is named.
 */
export const parseCsv = (
  content: string,
  needed: readonly string[] = [],
): Result.Result<CsvTable, Fault> =>
  Result.gen(function* () {
    const text = content.replace(/^\uFEFF/, "")
    const [marked = "", told] = SEPARATOR_LINE.exec(text) ?? []
    const wanted = needed.map(canonical)
    const body = text.slice(marked.length)
    const delimiter = told ?? separatorOf(body, wanted)
    const separator = SEPARATORS.get(delimiter) ?? JSON.stringify(delimiter)
    const [head, ...rest] = yield* recordsOf(body, delimiter)
    if (head === undefined)
      return yield* Result.fail(fault({ what: "the table is empty", where: { line: 1 } }))
    const columns = head.fields.map(canonical)
    while (columns.at(-1) === "") columns.pop()
    if (wanted.length > 0 && !wanted.some((name) => columns.includes(name))) {
      const below = headBelow(body, wanted)
      if (below !== undefined)
        return yield* Result.fail(
          fault({
            what: `the head row is not the first one but line ${below}`,
            where: { line: below },
            expected: `a first row that has ${wanted.join(", ")}`,
            hint: "Remove what stands above it.",
          }),
        )
    }
    const twice = columns.find(
      (name, index) =>
        name !== "" &&
        columns.indexOf(name) !== index &&
        (wanted.length === 0 || wanted.includes(name)),
    )
    if (twice !== undefined)
      return yield* Result.fail(
        fault({
          what: `two columns are called "${twice}"`,
          where: { line: head.line },
          hint: "Rename one of them in the table.",
        }),
      )
    const taken = columns
      .map((name, index) => [name, index] as const)
      .filter(([name]) => wanted.length === 0 || wanted.includes(name))
    const rows: CsvRow[] = []
    const ragged: CsvRecord[] = []
    for (const record of rest) {
      const fields = fitted(record, columns.length)
      if (fields === undefined) {
        ragged.push(record)
        continue
      }
      const cells = taken.map(([name, index]) => [name, canonical(fields[index] ?? "")] as const)
      rows.push({ line: record.line, cells: Object.fromEntries(cells) })
    }
    const [first, ...others] = ragged
    if (first !== undefined)
      return yield* Result.fail(
        fault({
          what: `the row has ${first.fields.length} fields${alsoIn(others)}`,
          expected: `${columns.length}, as the head row; fields are separated by ${separator}`,
          where: { line: first.line },
          hint: hasRowNames(ragged, columns.length)
            ? "The rows have one field more than the head, as R writes row names: write the table with row.names = FALSE."
            : "Quote fields that hold the separator, such as decimal commas; leave empty ones empty.",
        }),
      )
    return { columns, separator, rows }
  })
