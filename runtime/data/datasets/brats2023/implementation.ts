import { Effect } from "effect"
import { brats2023Definition } from "../../../../dsl/datasets/brats2023.ts"
import type { Environment } from "../../../environment.ts"
import { implementDataset, type SubmittedSubject } from "../../contract.ts"
import { datasetError } from "../../datasetError.ts"
import { classified, expanded, fingerprintOf } from "../volumes/classes.ts"
import { indexBrats2023 } from "./indexSubjects.ts"
import type { Modality, Release } from "./layout.ts"
import { loadBrats2023 } from "./load.ts"

interface Fields {
  readonly root: string
  readonly release: Release
  readonly modalities: readonly Modality[]
}

const subjectsOf = Effect.fnUntraced(function* (
  { root, release, modalities }: Fields,
  environment: Environment,
) {
  const folder = yield* expanded(root, environment, "dataset.root")
  return yield* indexBrats2023(folder, { modalities, release })
})

export default implementDataset(brats2023Definition, {
  index: Effect.fnUntraced(function* (dataset, environment) {
    const { subjects } = yield* subjectsOf(dataset, environment)
    return yield* classified(subjects, dataset.labels, environment)
  }),
  fingerprint: Effect.fnUntraced(function* (dataset, environment, cacheFile) {
    const index = yield* subjectsOf(dataset, environment)
    const listed = yield* classified(index.subjects, dataset.labels, environment)
    return yield* fingerprintOf(index, listed, cacheFile)
  }),
  load: Effect.fnUntraced(function* (dataset, environment, id) {
    const { subjects } = yield* subjectsOf(dataset, environment)
    const subject = subjects.find((one) => one.id === id)
    if (subject !== undefined)
      return yield* loadBrats2023(subject, dataset.modalities, dataset.release)
    return yield* datasetError({ what: "no such subject", where: { subject: id } })
  }),
  submitted: Effect.fnUntraced(function* (dataset, environment, root = dataset.root) {
    const { modalities, release } = dataset
    const folder = yield* expanded(root, environment, "dataset.root")
    const index = yield* indexBrats2023(folder, { modalities, release, label: "optional" })
    return index.subjects.flatMap(({ id, patient, images }): readonly SubmittedSubject[] => {
      const like = images[modalities[0] ?? ""]
      const load = loadBrats2023({ id, patient, images }, modalities, release)
      return like === undefined ? [] : [{ id, like, load }]
    })
  }),
})
