import { Effect, Result } from "effect"
import type { Fault } from "../../../dsl/fault.ts"
import type { CsvRow } from "../formats/csv/csv.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { type IdMapping, readIdMapping, type SubjectsByName } from "./idMapping.ts"
import { cellOf, readTable } from "../formats/csv/readTable.ts"
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
  /** Where the table's ids are not the data set's: the table that joins them. */
  readonly via?: IdMapping
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
  others: SubjectsByName | undefined,
): Result.Result<Labels, DatasetError> => {
  const labels = new Map<string, 0 | 1>()
  const faults: Fault[] = []
  const unknown: string[] = []
  const lines = new Map<string, number>()
  const namedBy = (id: string): readonly Subject[] =>
    others === undefined
      ? subjects.filter((subject) => subject.id === id || subject.patient === id)
      : (others.get(id) ?? [])
  for (const row of rows) {
    const { line } = row
    const id = cellOf(row, source.id)
    const text = cellOf(row, source.column)
    if (id === "" || text === "") continue
    const named = namedBy(id)
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
        faults.push({ what, where, hint: "Leave one row per subject." })
      }
      lines.set(subject.id, line)
      if (label !== undefined) labels.set(subject.id, label)
    }
  }
  if (unknown.length > 0 && source.otherRows !== "ignore") {
    faults.push({
      what: `${unknown.length} ids in column "${source.id}" are of no subject: ${listed(unknown)}`,
      where: { file: source.csv },
      expected: `ids such as ${listed([...(others?.keys() ?? subjects.map(({ id }) => id))].slice(0, 2))}`,
      hint: 'hint the ids, or say otherRows: "ignore" if the table is of a larger cohort',
    })
  }
  return faults.length > 0 ? Result.fail(datasetError(...faults)) : Result.succeed(labels)
}

/** Two readings; the faults of both where both fail. */
const bothRead = Effect.fnUntraced(function* <A, B>(
  one: Effect.Effect<A, DatasetError>,
  other: Effect.Effect<B, DatasetError>,
): Effect.fn.Return<readonly [A, B], DatasetError> {
  const [a, b] = [yield* Effect.result(one), yield* Effect.result(other)]
  if (Result.isSuccess(a) && Result.isSuccess(b)) return [a.success, b.success]
  return yield* datasetError(
    ...(Result.isFailure(a) ? a.failure.faults : []),
    ...(Result.isFailure(b) ? b.failure.faults : []),
  )
})

/** Reads a table and takes the classes of subjects from it. */
export const readLabels = Effect.fn("readLabels")(function* (
  source: LabelSource,
  subjects: readonly Subject[],
): Effect.fn.Return<Labels, DatasetError> {
  const [rows, others] = yield* bothRead(
    readTable(source.csv, [source.id, source.column]),
    source.via === undefined ? Effect.undefined : readIdMapping(source.via, subjects),
  )
  return yield* Effect.fromResult(labelsFromRows(rows, source, subjects, others))
})
