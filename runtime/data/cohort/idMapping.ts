import { Effect } from "effect"
import { fault, type Fault } from "../../../dsl/fault.ts"
import { datasetError, type DatasetError } from "../faults/datasetError.ts"
import { cellOf, readTable } from "../formats/csv/readTable.ts"
import { subjectsByName, type Named, type SubjectsByName } from "./subjectsByName.ts"

/** A table that says under what name others know a subject. */
export interface IdMapping {
  /** Path of the table. */
  readonly csv: string
  /** Head of the column of the data set's own subjects or patients. */
  readonly from: string
  /** Head of the column of the other names. */
  readonly to: string
}

/**
 * Reads which subjects another name stands for: several where scans of one patient share it. Rows about
 * subjects that are not in the index, and rows without another name, say nothing. A subject with two
 * different names is a fault, and so is a table that names no subject at all.
 */
export const readIdMapping = Effect.fn("readIdMapping")(function* (
  { csv, from, to }: IdMapping,
  subjects: readonly Named[],
): Effect.fn.Return<SubjectsByName, DatasetError> {
  const { rows } = yield* readTable(csv, [from, to])
  const own = subjectsByName(subjects)
  const byName = new Map<string, Named[]>()
  const seen = new Map<string, { readonly name: string; readonly line: number }>()
  const faults: Fault[] = []
  let known = 0
  for (const row of rows) {
    const name = cellOf(row, to)
    const meant = own.get(cellOf(row, from)) ?? []
    if (meant.length > 0) known++
    if (name === "") continue
    for (const subject of meant) {
      const before = seen.get(subject.id)
      if (before === undefined) {
        seen.set(subject.id, { name, line: row.line })
        const same = byName.get(name) ?? []
        const [first] = same
        if (first !== undefined && first.patient !== subject.patient)
          faults.push(
            fault({
              what: `${name} in column "${to.trim()}" is the name of ${first.id} and of ${subject.id}, who are two patients`,
              where: { file: csv, line: row.line },
              hint: "Leave one patient a name.",
            }),
          )
        byName.set(name, [...same, subject])
      } else if (before.name !== name) {
        faults.push(
          fault({
            what: `subject ${subject.id} is ${name} in column "${to.trim()}", and ${before.name} in line ${before.line}`,
            where: { file: csv, line: row.line },
            hint: "Leave one name a subject.",
          }),
        )
      }
    }
  }
  if (known === 0)
    faults.push(
      fault({
        what: `no id in column "${from.trim()}" is that of a subject`,
        where: { file: csv },
        expected: `ids such as ${subjects
          .slice(0, 2)
          .map(({ id }) => id)
          .join(", ")}`,
        hint: "name the column that holds the data set's own ids: via.from",
      }),
    )
  return faults.length > 0 ? yield* datasetError(...faults) : byName
})
