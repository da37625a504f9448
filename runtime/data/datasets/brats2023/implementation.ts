import { Effect, Result } from "effect"
import { brats2023Definition } from "../../../../dsl/datasets/brats2023.ts"
import type { Exclude } from "../../../../dsl/dataset.ts"
import type { Environment } from "../../../files/environment.ts"
import { implementDataset, type SubmittedSubject } from "../../contract.ts"
import { excludedIds } from "../../cohort/excluded.ts"
import { datasetError } from "../../faults/datasetError.ts"
import { classified, expanded, fingerprintOf } from "../volumes/classes.ts"
import { findSubjects, indexBrats2023 } from "./indexSubjects.ts"
import type { Modality, Release } from "./layout.ts"
import { loadBrats2023 } from "./load.ts"
import { fault } from "../../../../dsl/fault.ts"

interface Fields {
  readonly root: string
  readonly release: Release
  readonly modalities: readonly Modality[]
  readonly exclude?: Exclude
}

const subjectsOf = Effect.fnUntraced(function* (
  { root, release, modalities, ...dataset }: Fields,
  environment: Environment,
  only?: string,
) {
  const folder = yield* expanded(root, environment, "dataset.root")
  const one = only === undefined ? {} : { only }
  return yield* indexBrats2023(folder, {
    modalities,
    release,
    excluded: excludedIds(dataset),
    ...one,
  })
})

export default implementDataset(brats2023Definition, {
  index: Effect.fnUntraced(function* (dataset, environment) {
    const index = yield* subjectsOf(dataset, environment)
    return yield* classified(index, dataset.labels, environment)
  }),
  survey: Effect.fnUntraced(function* (dataset, environment) {
    const { root, modalities, release, labels } = dataset
    const folder = yield* expanded(root, environment, "dataset.root")
    const { subjects, folders, excluded, faults } = yield* findSubjects(folder, {
      modalities,
      release,
      excluded: excludedIds(dataset),
    })
    // A table may name subjects whose files are missing: they are not misspelt.
    const everyone = folders.map((each) => ({ ...each, images: {} }))
    const classes = yield* Effect.result(
      classified({ subjects: everyone, excluded }, labels, environment),
    )
    const complete = new Set(subjects.map(({ id }) => id))
    const listed = Result.isSuccess(classes)
      ? classes.success
      : folders.map(({ id, patient }) => ({ id, patient, labels: {} }))
    return {
      subjects: listed.filter(({ id }) => complete.has(id)),
      faults: [...faults, ...(Result.isFailure(classes) ? classes.failure.faults : [])],
    }
  }),
  fingerprint: Effect.fnUntraced(function* (dataset, environment, cacheFile) {
    const index = yield* subjectsOf(dataset, environment)
    const listed = yield* classified(index, dataset.labels, environment)
    return yield* fingerprintOf(index, listed, cacheFile)
  }),
  load: Effect.fnUntraced(function* (dataset, environment, id) {
    const [subject] = (yield* subjectsOf(dataset, environment, id)).subjects
    if (subject !== undefined)
      return yield* loadBrats2023(subject, dataset.modalities, dataset.release)
    return yield* datasetError(fault({ what: "no such subject", where: { subject: id } }))
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
