import { Effect, Result } from "effect"
import { closest } from "../../../dsl/closest.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { canonical } from "../formats/csv/csv.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { visible } from "../faults/visible.ts"
import type { ClassTexts } from "./classTexts.ts"
import { classesOf, type TextOfSubject } from "./declaredClasses.ts"
import { type IdMapping, readIdMapping, type SubjectsByName } from "./idMapping.ts"
import { cellOf, readTable, type ReadTable } from "../formats/csv/readTable.ts"
import type { Subject } from "./subject.ts"

/** Whose class a row may tell. */
type Named = Pick<Subject, "id" | "patient">

/** Where the classes of subjects are, and what their texts mean. */
export interface LabelSource extends ClassTexts {
  /** Path of the table. */
  readonly csv: string
  /** Head of the column of subject ids, or of patients. */
  readonly id: string
  /** Head of the column of classes. */
  readonly column: string
  /** What a row about nobody in the index is; `fault` unless said otherwise. */
  readonly otherRows?: "fault" | "ignore" | undefined
  /** Where the table's ids are not the data set's: the table that joins them. */
  readonly via?: IdMapping
}

/** Class of each subject that has one, by subject id. */
export type Labels = ReadonlyMap<string, 0 | 1>

const SHOWN = 5

const listed = (names: readonly string[]): string =>
  `${names.slice(0, SHOWN).join(", ")}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ""}`

const plain = (id: string): string => id.toLowerCase().replaceAll(/^0+(?=\d)|[\s_.-]|\p{Cf}/gu, "")

/** What the ids that nobody has may be: others by capitals, zeros or signs, or of a larger cohort. */
const unknownIds = (
  unknown: readonly string[],
  known: readonly string[],
  { id, csv }: LabelSource,
): Fault => {
  const [first = ""] = unknown
  const same = known.find((name) => plain(name) === plain(first)) ?? closest(first, known)
  return fault({
    what: `${unknown.length} ids in column "${id}" are of no subject: ${listed(unknown.map((name) => visible(name).slice(1, -1)))}`,
    where: { file: csv },
    expected: `ids such as ${listed(known.slice(0, 2))}`,
    hint: `${same === undefined ? "Correct the ids" : `Is ${visible(first)} the subject ${same}? Correct the ids`}, or say otherRows: "ignore" if the table is of a larger cohort.`,
  })
}

/** Subjects by the name that a row may give them: their own, or their patient's. */
const subjectsByName = (subjects: readonly Named[]): SubjectsByName => {
  const names = new Map<string, Named[]>()
  for (const subject of subjects)
    for (const name of new Set([canonical(subject.id), canonical(subject.patient)]))
      names.set(name, [...(names.get(name) ?? []), subject])
  return names
}

/**
 * Classes of subjects from rows of a table. A row names a subject, or a patient and so all its scans;
 * rows with an empty id or class say nothing. Ids that are not in the index, that stand in two rows,
 * and texts of no declared class are faults, all reported.
 */
const labelsFromRows = (
  { rows, form }: ReadTable,
  source: LabelSource,
  subjects: readonly Named[],
  excluded: readonly Named[],
  others: SubjectsByName | undefined,
): Result.Result<Labels, DatasetError> => {
  const texts: TextOfSubject[] = []
  const faults: Fault[] = []
  const unknown: string[] = []
  const lines = new Map<string, number>()
  const byName = others ?? subjectsByName([...subjects, ...excluded])
  const leftOut = new Set(excluded.map(({ id }) => id))
  for (const row of rows) {
    const { line } = row
    const id = cellOf(row, source.id)
    const text = cellOf(row, source.column)
    if (id === "" || text === "") continue
    const named = byName.get(id) ?? []
    if (named.length === 0) unknown.push(id)
    for (const subject of named) {
      if (leftOut.has(subject.id)) continue
      const before = lines.get(subject.id)
      if (before !== undefined) {
        const what = `subject ${subject.id} is in line ${before} and again in line ${line}`
        const where = { file: source.csv, line }
        faults.push(fault({ what, where, hint: "Leave one row per subject." }))
      }
      lines.set(subject.id, line)
      texts.push({ subject: subject.id, text, line })
    }
  }
  const classes = classesOf(texts, { ...source, form })
  if (Result.isFailure(classes)) faults.push(...classes.failure)
  if (unknown.length > 0 && source.otherRows !== "ignore")
    faults.push(unknownIds(unknown, [...(others?.keys() ?? subjects.map(({ id }) => id))], source))
  if (faults.length > 0 || Result.isFailure(classes)) return Result.fail(datasetError(...faults))
  return Result.succeed(classes.success)
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

/** Reads a table and takes the classes of subjects from it; rows about those left out say nothing. */
export const readLabels = Effect.fn("readLabels")(function* (
  source: LabelSource,
  subjects: readonly Named[],
  excluded: readonly Named[] = [],
): Effect.fn.Return<Labels, DatasetError> {
  const [table, others] = yield* bothRead(
    readTable(source.csv, [source.id, source.column]),
    source.via === undefined
      ? Effect.undefined
      : readIdMapping(source.via, [...subjects, ...excluded]),
  )
  return yield* Effect.fromResult(labelsFromRows(table, source, subjects, excluded, others))
})
