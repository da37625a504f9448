import { createHash } from "node:crypto"
import { Effect } from "effect"
import type { LabelTable } from "../../../../dsl/datasets/brats2023.ts"
import { expandPath, type Environment } from "../../../files/environment.ts"
import type { IndexedSubject } from "../../contract.ts"
import { datasetError, type DatasetError } from "../../faults/datasetError.ts"
import { fingerprint } from "../../cohort/fingerprint.ts"
import { readLabels, type Labels } from "../../cohort/labels.ts"
import type { SubjectIndex } from "../../cohort/subject.ts"
import { fault } from "../../../../dsl/fault.ts"

/** A path of a field with its variable filled in. */
export const expanded = (
  path: string,
  environment: Environment,
  field: string,
): Effect.Effect<string, DatasetError> => {
  const found = expandPath(path, environment)
  const what = `a variable in ${path} is not set`
  return found === undefined
    ? Effect.fail(datasetError(fault({ what, where: { field }, hint: "Set it." })))
    : Effect.succeed(found)
}

/** The subjects with their classes, from the user's tables. */
export const classified = Effect.fnUntraced(function* (
  { subjects, excluded = [] }: Pick<SubjectIndex, "subjects" | "excluded">,
  labels: Readonly<Record<string, LabelTable>>,
  environment: Environment,
): Effect.fn.Return<readonly IndexedSubject[], DatasetError> {
  const classes = new Map<string, Labels>()
  for (const [name, table] of Object.entries(labels)) {
    const field = `dataset.labels.${name}`
    const { via, ...own } = table
    const csv = yield* expanded(table.csv, environment, `${field}.csv`)
    const joined =
      via === undefined
        ? {}
        : { via: { ...via, csv: yield* expanded(via.csv, environment, `${field}.via.csv`) } }
    classes.set(name, yield* readLabels({ ...own, csv, ...joined }, subjects, excluded))
  }
  return subjects.map(({ id, patient }) => ({
    id,
    patient,
    labels: Object.fromEntries([...classes].map(([name, of]) => [name, of.get(id) ?? null])),
  }))
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
