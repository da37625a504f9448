import type { Dataset } from "./dataset.ts"
import { valueAt } from "./replace.ts"

/** Subjects of a data set by part, where the declaration alone tells them. */
export interface KnownSubjects {
  readonly all: number
  readonly test: number
  readonly validation: number
  readonly train: number
}

/** A count as it is; a share as the nearest count, 1 or more. */
const sizeOf = (asked: number, total: number): number =>
  asked >= 1 || asked === 0 ? asked : Math.max(1, Math.round(asked * total))

/**
 * The subjects of a data set that is generated; `undefined` where files say how many there are. A
 * share is rounded as the split of the data does it.
 */
export const knownSubjects = (dataset: Dataset): KnownSubjects | undefined => {
  const all = valueAt(dataset, "subjects")
  if (dataset.kind !== "phantom" || typeof all !== "number") return undefined
  const test = sizeOf(dataset.split.test, all)
  const validation = sizeOf(dataset.split.validation ?? 0, all)
  return { all, test, validation, train: all - test - validation }
}

/** Test subjects, where the declaration tells them. */
export const knownTestSubjects = (dataset: Dataset): number | undefined =>
  knownSubjects(dataset)?.test ?? (dataset.split.test >= 1 ? dataset.split.test : undefined)
