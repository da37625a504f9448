import type { Split } from "./dataset.ts"

interface Options {
  /** Of the division; 0 unless said otherwise. */
  readonly seed?: number
  /** A label of the data set of which every fold gets its share; none unless said otherwise. */
  readonly stratify?: string
  /** Subjects of each fold's training part that are held out for validation: a number, or a share below 1. */
  readonly validation?: number
}

/**
 * The split of a k-fold cross-validation: subjects are divided into `of` parts, patient by patient, and
 * each part is the test part of a run of its own, at every seed. Every subject is tested once.
 */
export const folds = (of: number, { seed = 0, stratify, validation }: Options = {}): Split => ({
  test: 1 / of,
  ...(validation === undefined ? {} : { validation }),
  seed,
  folds: { of, ...(stratify === undefined ? {} : { stratify }) },
})

/** The splits that the runs of a split have, by fold: itself alone where it has no folds, or is one. */
export const foldsOf = (split: Split): readonly Split[] => {
  const { folds: cross } = split
  if (cross === undefined || cross.fold !== undefined) return [split]
  return Array.from({ length: cross.of }, (_, fold) => ({ ...split, folds: { ...cross, fold } }))
}
