import type { Hd95Convention } from "../../dsl/metrics/hd95.ts"

/** What HD95 gives where a mask is empty; NaN means that the pair is dropped from means. */
interface EmptyMaskValues {
  /** Exactly one of the two masks is empty. */
  readonly one: number
  readonly both: number
}

/** Penalty of BraTS 2023 for one empty mask: the diagonal of 240x240x155 voxels of 1 mm, 373.1, rounded up. */
export const bratsPenalty = 374

/**
 * The empty policy as values. A stated penalty counts where one mask is empty; two empty masks
 * agree and give 0, as in BraTS 2023.
 */
export const emptyMaskValues = (convention: Hd95Convention): EmptyMaskValues => {
  const empty = convention.implementation === "brats2023" ? bratsPenalty : convention.empty
  return empty === "drop" ? { one: NaN, both: NaN } : { one: empty, both: 0 }
}
