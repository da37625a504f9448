import { createHash } from "node:crypto"
import { Effect } from "effect"
import { brats2023Definition, type LabelTable } from "../../../../dsl/datasets/brats2023.ts"
import { expandPath, type Environment } from "../../../environment.ts"
import { implementDataset, type IndexedSubject } from "../../contract.ts"
import { datasetError, type DatasetError } from "../../datasetError.ts"
import { fingerprint } from "../../fingerprint.ts"
import { readLabels, type Labels } from "../../labels.ts"
import type { Subject } from "../../subject.ts"
import { indexBrats2023 } from "./indexSubjects.ts"
import type { Modality, Release } from "./layout.ts"
import { loadBrats2023 } from "./load.ts"

interface Fields {
  readonly root: string
  readonly release: Release
  readonly modalities: readonly Modality[]
  readonly labels: Readonly<Record<string, LabelTable>>
}

const expanded = (
  path: string,
  environment: Environment,
  field: string,
): Effect.Effect<string, DatasetError> => {
  const found = expandPath(path, environment)
  return found === undefined
    ? Effect.fail(
        datasetError({
          what: `a variable in ${path} is not set`,
          where: { field },
          mend: "Set it.",
        }),
      )
    : Effect.succeed(found)
}

const subjectsOf = Effect.fnUntraced(function* (
  { root, release, modalities }: Fields,
  environment: Environment,
) {
  const folder = yield* expanded(root, environment, "dataset.root")
  return yield* indexBrats2023(folder, { modalities, release })
})

/** Classes of the subjects by name of the label, from the user's tables. */
const classesOf = Effect.fnUntraced(function* (
  { labels }: Fields,
  environment: Environment,
  subjects: readonly Subject[],
) {
  const classes = new Map<string, Labels>()
  for (const [name, table] of Object.entries(labels)) {
    const csv = yield* expanded(table.csv, environment, `dataset.labels.${name}.csv`)
    classes.set(name, yield* readLabels({ ...table, csv }, subjects))
  }
  return classes
})

const withClasses = (
  { id, patient }: Subject,
  classes: ReadonlyMap<string, Labels>,
): IndexedSubject => ({
  id,
  patient,
  labels: Object.fromEntries([...classes].map(([name, of]) => [name, of.get(id) ?? null])),
})

export default implementDataset(brats2023Definition, {
  index: Effect.fnUntraced(function* (dataset, environment) {
    const { subjects } = yield* subjectsOf(dataset, environment)
    const classes = yield* classesOf(dataset, environment, subjects)
    return subjects.map((subject) => withClasses(subject, classes))
  }),
  fingerprint: Effect.fnUntraced(function* (dataset, environment, cacheFile) {
    const index = yield* subjectsOf(dataset, environment)
    const classes = yield* classesOf(dataset, environment, index.subjects)
    const files = yield* fingerprint(index, cacheFile)
    const listed = index.subjects.map((subject) => withClasses(subject, classes))
    return createHash("sha256")
      .update(JSON.stringify([files, listed]))
      .digest("hex")
  }),
  load: Effect.fnUntraced(function* (dataset, environment, id) {
    const { subjects } = yield* subjectsOf(dataset, environment)
    const subject = subjects.find((one) => one.id === id)
    if (subject !== undefined)
      return yield* loadBrats2023(subject, dataset.modalities, dataset.release)
    return yield* datasetError({ what: "no such subject", where: { subject: id } })
  }),
})
