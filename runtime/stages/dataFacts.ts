import { Result } from "effect"
import type { Split } from "../../dsl/dataset.ts"
import { labelFraction } from "../data/cohort/labelFraction.ts"
import { splitSubjects, type SubjectSplit } from "../data/cohort/split.ts"
import type { IndexedSubject } from "../data/contract.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import type { Voxels } from "../data/volume/crop.ts"

type Divided = Result.Result<SubjectSplit<IndexedSubject>, DatasetError>

/** What the cost of a stage depends on in its data. */
export interface DataFacts {
  readonly modalities: number
  readonly subjects: readonly IndexedSubject[]
  /** Voxels of a preprocessed volume: those of the first subject, who stands for all. */
  readonly shape: Voxels
  /** The subjects as a split divides them; fails where they do not allow it. */
  readonly divided: (split: Split) => Divided
}

/** The facts from their parts; each split is made once. */
export const dataFacts = (
  modalities: number,
  subjects: readonly IndexedSubject[],
  shape: Voxels,
): DataFacts => {
  const known = new Map<string, Divided>()
  const divided = (split: Split) => {
    const address = JSON.stringify(split)
    const made = known.get(address) ?? splitSubjects(subjects, split)
    known.set(address, made)
    return made
  }
  return { modalities, subjects, shape, divided }
}

type Part = readonly IndexedSubject[]

/** The subjects of a part of a split; none where the data do not allow the split. */
export const subjectsOf = (
  data: DataFacts,
  split: Split,
  part: keyof SubjectSplit<IndexedSubject>,
): Part =>
  Result.match(data.divided(split), { onSuccess: (divided) => divided[part], onFailure: () => [] })

/** Of some training subjects, those that a share of the labels leaves. */
export const withLabels = (train: Part, share: number, { seed }: Split): Part =>
  Result.getOrElse(labelFraction(train, share, seed), () => [])

/** Voxels of a box. */
export const voxelsOf = (lengths: readonly number[]): number =>
  lengths.reduce((size, length) => size * length, 1)
