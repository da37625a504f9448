import { createHash } from "node:crypto"
import { Effect } from "effect"
import type { LabelTable } from "../../../../dsl/datasets/brats2023.ts"
import type { ValueTable } from "../../../../dsl/datasets/valueTable.ts"
import { expandPath, variableFault, type Environment } from "../../../files/environment.ts"
import type { IndexedSubject } from "../../contract.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import { fingerprint } from "../../cohort/fingerprint.ts"
import { readLabels } from "../../cohort/labels.ts"
import { readValues } from "../../cohort/values.ts"
import type { SubjectColumn } from "../../cohort/subjectTexts.ts"
import type { SubjectIndex } from "../../cohort/subject.ts"

/** A path of a field with its variable filled in. */
export const expanded = (
  path: string,
  environment: Environment,
  field: string,
): Effect.Effect<string, DatasetError> => {
  const found = expandPath(path, environment)
  return found === undefined
    ? Effect.fail(datasetError(variableFault(path, field)))
    : Effect.succeed(found)
}

type Listed = Pick<SubjectIndex, "subjects" | "excluded">

/** What a field's tables say of subjects, by name: their places filled in, then read. */
const readTables = Effect.fnUntraced(function* <T extends ValueTable, A>(
  field: string,
  tables: Readonly<Record<string, T>>,
  environment: Environment,
  read: (table: T & SubjectColumn) => Effect.Effect<ReadonlyMap<string, A>, DatasetError>,
): Effect.fn.Return<readonly (readonly [string, ReadonlyMap<string, A>])[], DatasetError> {
  const found: (readonly [string, ReadonlyMap<string, A>])[] = []
  for (const [name, table] of Object.entries(tables)) {
    const at = `dataset.${field}.${name}`
    const csv = yield* expanded(table.csv, environment, `${at}.csv`)
    const { via } = table
    const joined =
      via === undefined
        ? {}
        : { via: { ...via, csv: yield* expanded(via.csv, environment, `${at}.via.csv`) } }
    found.push([name, yield* read({ ...table, csv, ...joined })])
  }
  return found
})

const ofSubject = <A>(found: readonly (readonly [string, ReadonlyMap<string, A>])[], id: string) =>
  Object.fromEntries(found.map(([name, of]) => [name, of.get(id) ?? null]))

/** The subjects with their classes, from the user's tables. */
export const classified = Effect.fnUntraced(function* (
  { subjects, excluded }: Listed,
  labels: Readonly<Record<string, LabelTable>>,
  environment: Environment,
): Effect.fn.Return<readonly IndexedSubject[], DatasetError> {
  const classes = yield* readTables("labels", labels, environment, (table) =>
    readLabels(table, subjects, excluded),
  )
  return subjects.map(({ id, patient }) => ({ id, patient, labels: ofSubject(classes, id) }))
})

/** The same subjects with their numbers; as they are where no table of numbers is named. */
export const valued = Effect.fnUntraced(function* (
  classes: readonly IndexedSubject[],
  { subjects, excluded }: Listed,
  values: Readonly<Record<string, ValueTable>>,
  environment: Environment,
): Effect.fn.Return<readonly IndexedSubject[], DatasetError> {
  if (Object.keys(values).length === 0) return classes
  const numbers = yield* readTables("values", values, environment, (table) =>
    readValues(table, subjects, excluded),
  )
  return classes.map((subject) => ({ ...subject, values: ofSubject(numbers, subject.id) }))
})

/** Changes with any byte of a file, any patient and any class; not with the root. */
export const fingerprintOf = Effect.fnUntraced(function* (
  index: SubjectIndex,
  listed: readonly IndexedSubject[],
  cacheFile: string,
): Effect.fn.Return<string, DatasetError> {
  const files = yield* fingerprint(index, cacheFile)
  return createHash("sha256")
    .update(JSON.stringify([files, listed]))
    .digest("hex")
})
