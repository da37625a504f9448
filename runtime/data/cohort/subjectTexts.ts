import { Effect, Result } from "effect"
import { closest } from "../../../dsl/closest.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { visible } from "../faults/visible.ts"
import { cellOf, readTable, type ReadTable } from "../formats/csv/readTable.ts"
import { type IdMapping, readIdMapping } from "./idMapping.ts"
import { subjectsByName, type Named, type SubjectsByName } from "./subjectsByName.ts"

/** A column of a table that tells something of subjects. */
export interface SubjectColumn {
  /** Path of the table. */
  readonly csv: string
  /** Head of the column of subject ids, or of patients. */
  readonly id: string
  /** Head of the column. */
  readonly column: string
  /** What a row about nobody in the index is; `fault` unless said otherwise. */
  readonly otherRows?: "fault" | "ignore" | undefined
  /** Where the table's ids are not the data set's: the table that joins them. */
  readonly via?: IdMapping
}

/** What a table says of a subject, and in which line. */
export interface TextOfSubject {
  readonly subject: string
  readonly text: string
  readonly line: number
}

/** What the column says of subjects, and what is wrong with its rows. */
export interface SubjectTexts {
  readonly texts: readonly TextOfSubject[]
  /** How the table was read, as "UTF-8, fields separated by a comma". */
  readonly form: string
  readonly faults: readonly Fault[]
}

const SHOWN = 5

/** The first names of a list, and how many there are more. */
export const listed = (names: readonly string[]): string =>
  `${names.slice(0, SHOWN).join(", ")}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ""}`

const digits = (id: string): string => id.replaceAll(/\D/g, "")

const plain = (id: string): string =>
  id.toLowerCase().replaceAll(/(?<!\d)0+(?=\d)|[\s_.-]|\p{Cf}/gu, "")

/** What the ids that nobody has may be: others by capitals, zeros or signs, or of a larger cohort. */
const unknownIds = (
  unknown: readonly string[],
  known: readonly string[],
  { id, csv }: SubjectColumn,
): Fault => {
  const [first = ""] = unknown
  // One whose numbers differ is somebody else.
  const same =
    known.find((name) => plain(name) === plain(first)) ??
    closest(
      first,
      known.filter((name) => digits(name) === digits(first)),
    )
  const part = known.find((name) => name.startsWith(first) || first.startsWith(name))
  return fault({
    what: `${unknown.length === 1 ? "an id" : `${unknown.length} ids`} in column "${id}" ${unknown.length === 1 ? "is" : "are"} of no subject: ${listed(unknown.map((name) => visible(name).slice(1, -1)))}`,
    where: { file: csv },
    expected: `ids such as ${listed(known.slice(0, 2))}`,
    hint: `${same === undefined ? "" : `Is ${visible(first)} the subject ${same}? `}${same === undefined && part !== undefined ? `Of ${visible(first)} and ${part} one is a part of the other. ` : ""}Correct the ids, or say otherRows: "ignore" if the table is of a larger cohort.`,
  })
}

/** What to say of subjects that stand in several rows: the first, and how many there are more. */
const doubledFaults = (texts: readonly TextOfSubject[], file: string): readonly Fault[] => {
  const bySubject = Map.groupBy(texts, ({ subject }) => subject)
  const [doubled, ...others] = [...bySubject].filter(([, rows]) => rows.length > 1)
  if (doubled === undefined) return []
  const [subject, rows] = doubled
  const lines = rows.map(({ line }) => String(line))
  const more = listed(others.map(([name]) => name))
  return [
    fault({
      what: `subject ${subject} is in line ${lines[0]} and again in line ${listed(lines.slice(1))}${more === "" ? "" : `; so are ${more}`}`,
      where: { file, line: rows[1]?.line ?? 1 },
      hint: "Leave one row per subject.",
    }),
  ]
}

/**
 * Texts of subjects from rows of a table. A row names a subject, or a patient and so all its scans;
 * rows with an empty id or text say nothing. Ids that are not in the index, and those that stand in two
 * rows, are faults.
 */
const textsFromRows = (
  { rows, form }: ReadTable,
  source: SubjectColumn,
  subjects: readonly Named[],
  excluded: readonly Named[],
  others: SubjectsByName | undefined,
): SubjectTexts => {
  const texts: TextOfSubject[] = []
  const unknown: string[] = []
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
      if (!leftOut.has(subject.id)) texts.push({ subject: subject.id, text, line })
    }
  }
  const isAtFault = unknown.length > 0 && source.otherRows !== "ignore"
  // By subjects' own names first: they are shown.
  const known = [...(others === undefined ? subjects.map(({ id }) => id) : []), ...byName.keys()]
  return {
    texts,
    form,
    faults: [
      ...doubledFaults(texts, source.csv),
      ...(isAtFault ? [unknownIds(unknown, known, source)] : []),
    ],
  }
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

/** Reads a column of a table; rows about those left out say nothing. */
export const readSubjectTexts = Effect.fn("readSubjectTexts")(function* (
  source: SubjectColumn,
  subjects: readonly Named[],
  excluded: readonly Named[],
): Effect.fn.Return<SubjectTexts, DatasetError> {
  const [table, others] = yield* bothRead(
    readTable(source.csv, [source.id, source.column]),
    source.via === undefined
      ? Effect.undefined
      : readIdMapping(source.via, [...subjects, ...excluded]),
  )
  return textsFromRows(table, source, subjects, excluded, others)
})
