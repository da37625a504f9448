import { readFile } from "node:fs/promises"
import { Effect, Result } from "effect"
import type { Fault } from "../../dsl/fault.ts"
import { causeInWords } from "./cause.ts"
import { parseCsv, type CsvRow } from "./csv.ts"
import { datasetError, type DatasetError } from "./datasetError.ts"
import { faultAt } from "./rejection.ts"
import type { Subject } from "./subject.ts"

/** Where the classes of subjects are, and what their texts mean. */
export interface LabelSource {
  /** Path of the table. */
  readonly csv: string
  /** Head of the column of subject ids, or of patients. */
  readonly id: string
  /** Head of the column of classes. */
  readonly column: string
  /** Texts of class 0, such as `wildtype`. */
  readonly negative: readonly string[]
  /** Texts of class 1; every other non-empty text where absent. */
  readonly positive?: readonly string[]
  /** What a row about nobody in the index is; `fault` unless said otherwise. */
  readonly otherRows?: "fault" | "ignore"
}

/** Class of each subject that has one, by subject id. */
export type Labels = ReadonlyMap<string, 0 | 1>

const SHOWN = 5

const listed = (names: readonly string[]): string =>
  `${names.slice(0, SHOWN).join(", ")}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ""}`

const classOf = (text: string, { negative, positive }: LabelSource): 0 | 1 | undefined => {
  if (negative.includes(text)) return 0
  return positive === undefined || positive.includes(text) ? 1 : undefined
}

/**
 * Classes of subjects from rows of a table. A row names a subject, or a patient and so all its scans;
 * rows with an empty id or class say nothing. Ids that are not in the index, that stand in two rows,
 * and texts of no class are faults, all reported.
 */
const labelsFromRows = (
  rows: readonly CsvRow[],
  source: LabelSource,
  subjects: readonly Subject[],
): Result.Result<Labels, DatasetError> => {
  const labels = new Map<string, 0 | 1>()
  const faults: Fault[] = []
  const unknown: string[] = []
  const lines = new Map<string, number>()
  for (const { line, cells } of rows) {
    const id = cells[source.id] ?? ""
    const text = cells[source.column] ?? ""
    if (id === "" || text === "") continue
    const named = subjects.filter((subject) => subject.id === id || subject.patient === id)
    if (named.length === 0) unknown.push(id)
    const where = { file: source.csv, line }
    const label = classOf(text, source)
    if (label === undefined && named.length > 0) {
      const expected = [...source.negative, ...(source.positive ?? [])].join(", ")
      faults.push({ what: `"${text}" in column "${source.column}" is no class`, where, expected })
    }
    for (const subject of named) {
      const before = lines.get(subject.id)
      if (before !== undefined) {
        const what = `subject ${subject.id} is in line ${before} and again in line ${line}`
        faults.push({ what, where, mend: "Leave one row per subject." })
      }
      lines.set(subject.id, line)
      if (label !== undefined) labels.set(subject.id, label)
    }
  }
  if (unknown.length > 0 && source.otherRows !== "ignore") {
    faults.push({
      what: `${unknown.length} ids in column "${source.id}" are of no subject: ${listed(unknown)}`,
      where: { file: source.csv },
      expected: `ids such as ${listed(subjects.slice(0, 2).map(({ id }) => id))}`,
      mend: 'mend the ids, or say otherRows: "ignore" if the table is of a larger cohort',
    })
  }
  return faults.length > 0 ? Result.fail(datasetError(...faults)) : Result.succeed(labels)
}

/** Reads a table (CSV, UTF-8) and takes the classes of subjects from it. */
export const readLabels = Effect.fn("readLabels")(function* (
  source: LabelSource,
  subjects: readonly Subject[],
): Effect.fn.Return<Labels, DatasetError> {
  const file = source.csv
  const text = yield* Effect.tryPromise({
    try: () => readFile(file, "utf8"),
    catch: (cause) => datasetError({ what: causeInWords(cause), where: { file } }),
  })
  const { columns, rows } = yield* Effect.fromResult(parseCsv(text)).pipe(
    Effect.mapError(({ line, ...rejection }) => datasetError(faultAt({ file, line }, rejection))),
  )
  const absent = [source.id, source.column].filter((name) => !columns.includes(name))
  if (absent.length > 0) {
    return yield* datasetError(
      ...absent.map((name) => ({
        what: `there is no column "${name}"`,
        where: { file, line: 1 },
        expected: columns.join(", "),
      })),
    )
  }
  return yield* Effect.fromResult(labelsFromRows(rows, source, subjects))
})
