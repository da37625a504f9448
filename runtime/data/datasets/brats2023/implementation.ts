import { Effect, Result } from "effect"
import { brats2023Definition } from "../../../../dsl/datasets/brats2023.ts"
import type { Exclude } from "../../../../dsl/dataset.ts"
import type { Environment } from "../../../files/environment.ts"
import { implementDataset, type IndexedSubject, type SubmittedSubject } from "../../contract.ts"
import { excludedIds } from "../../cohort/excluded.ts"
import type { Subject } from "../../cohort/subject.ts"
import { datasetError } from "../../faults/datasetError.ts"
import { classified, expanded, fingerprintOf } from "../volumes/classes.ts"
import { findSubjects, indexBrats2023 } from "./indexSubjects.ts"
import type { Modality, Release } from "./layout.ts"
import { loadBrats2023 } from "./load.ts"
import { fault } from "../../../../dsl/fault.ts"

interface Fields {
  readonly root: string
  readonly unlabelled?: string | null
  readonly release: Release
  readonly modalities: readonly Modality[]
  readonly exclude?: Exclude
}

const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : 1

const labelledIn = Effect.fnUntraced(function* (
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

/** Subjects of the folder of those without a segmentation; one that lies there is not read. */
const unlabelledIn = Effect.fnUntraced(function* (
  { unlabelled = null, release, modalities }: Fields,
  environment: Environment,
  only?: string,
) {
  if (unlabelled === null) return []
  const folder = yield* expanded(unlabelled, environment, "dataset.unlabelled")
  const one = only === undefined ? {} : { only }
  const found = yield* indexBrats2023(folder, { modalities, release, label: "optional", ...one })
  return found.subjects.map(({ id, patient, images }): Subject => ({ id, patient, images }))
})

/** Subjects in order: those with their classes, and those of whom nothing is known. */
const together = (
  classes: readonly IndexedSubject[],
  unlabelled: readonly Subject[],
  labels: object,
): readonly IndexedSubject[] => {
  const none = Object.fromEntries(Object.keys(labels).map((name) => [name, null]))
  const others = unlabelled.map(({ id, patient }): IndexedSubject => ({
    id,
    patient,
    labels: none,
    unlabelled: true,
  }))
  return [...classes, ...others].toSorted(byId)
}

export default implementDataset(brats2023Definition, {
  index: Effect.fnUntraced(function* (dataset, environment) {
    const { labels } = dataset
    const classes = yield* classified(yield* labelledIn(dataset, environment), labels, environment)
    return together(classes, yield* unlabelledIn(dataset, environment), labels)
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
    const unlabelled = yield* Effect.result(unlabelledIn(dataset, environment))
    const complete = new Set(subjects.map(({ id }) => id))
    const listed = Result.isSuccess(classes)
      ? classes.success
      : folders.map(({ id, patient }) => ({ id, patient, labels: {} }))
    return {
      subjects: together(
        listed.filter(({ id }) => complete.has(id)),
        Result.isSuccess(unlabelled) ? unlabelled.success : [],
        labels,
      ),
      faults: [
        ...faults,
        ...(Result.isFailure(classes) ? classes.failure.faults : []),
        ...(Result.isFailure(unlabelled) ? unlabelled.failure.faults : []),
      ],
    }
  }),
  fingerprint: Effect.fnUntraced(function* (dataset, environment, cacheFile) {
    const { labels } = dataset
    const index = yield* labelledIn(dataset, environment)
    const unlabelled = yield* unlabelledIn(dataset, environment)
    const listed = together(yield* classified(index, labels, environment), unlabelled, labels)
    const subjects = [...index.subjects, ...unlabelled].toSorted(byId)
    return yield* fingerprintOf({ ...index, subjects }, listed, cacheFile)
  }),
  load: Effect.fnUntraced(function* (dataset, environment, id) {
    const [labelled] = (yield* labelledIn(dataset, environment, id)).subjects
    const [subject] =
      labelled === undefined ? yield* unlabelledIn(dataset, environment, id) : [labelled]
    if (subject !== undefined)
      return yield* loadBrats2023(subject, dataset.modalities, dataset.release)
    return yield* datasetError(fault({ what: "no such subject", where: { subject: id } }))
  }),
  submitted: Effect.fnUntraced(function* (dataset, environment, root) {
    const { modalities, release, unlabelled } = dataset
    const asked = root ?? unlabelled ?? dataset.root
    const folder = yield* expanded(asked, environment, "dataset.root")
    const index = yield* indexBrats2023(folder, { modalities, release, label: "optional" })
    return index.subjects.flatMap(({ id, patient, images }): readonly SubmittedSubject[] => {
      const like = images[modalities[0] ?? ""]
      const load = loadBrats2023({ id, patient, images }, modalities, release)
      return like === undefined ? [] : [{ id, like, load }]
    })
  }),
})
