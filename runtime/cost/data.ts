import { Effect, Result } from "effect"
import type { Split } from "../../dsl/dataset.ts"
import type { DatasetImplementation, IndexedSubject } from "../data/contract.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import { preprocess } from "../data/transforms/preprocess.ts"
import { splitSubjects, type SubjectSplit } from "../data/cohort/split.ts"
import type { Voxels } from "../data/volume/crop.ts"
import type { Environment } from "../files/environment.ts"
import type { Faulty } from "../faults/faulty.ts"
import { loadAs } from "../implementations/implementation.ts"
import type { SettingsOf } from "../plan/settings.ts"

/** What the cost of a stage depends on in its data. */
export interface DataFacts {
  readonly modalities: number
  readonly subjects: readonly IndexedSubject[]
  /** Voxels of a preprocessed volume: those of the first subject, who stands for all. */
  readonly shape: Voxels
  /** Undefined where the subjects do not allow the split. */
  readonly divided: (split: Split) => SubjectSplit<IndexedSubject> | undefined
}

/** Lists a data set and reads its first subject. */
export const readDataFacts = Effect.fn("readDataFacts")(function* (
  { dataset }: SettingsOf["index"],
  environment: Environment,
): Effect.fn.Return<DataFacts | undefined, Faulty | DatasetError> {
  const implementation = yield* loadAs<DatasetImplementation>(dataset, ["index", "load"])
  const subjects = yield* implementation.index(dataset, environment)
  const [first] = subjects
  if (first === undefined) return undefined
  const raw = yield* implementation.load(dataset, environment, first.id)
  const { meta } = yield* Effect.fromResult(preprocess(raw, dataset.preprocessing))
  return dataFacts(dataset.modalities.length, subjects, meta.shape)
})

/** The facts from their parts; each split is made once. */
export const dataFacts = (
  modalities: number,
  subjects: readonly IndexedSubject[],
  shape: Voxels,
): DataFacts => {
  const known = new Map<string, SubjectSplit<IndexedSubject> | undefined>()
  const divided = (split: Split) => {
    const address = JSON.stringify(split)
    if (known.has(address)) return known.get(address)
    const made = Result.getOrUndefined(splitSubjects(subjects, split))
    known.set(address, made)
    return made
  }
  return { modalities, subjects, shape, divided }
}
