import type { Accuracy, Auc, Dice, Hd95 } from "../../dsl/metric.ts"

/**
 * When Dice is NaN. `nan`: both masks empty (nnU-Net). `one`: never, two empty masks give 1
 * (BraTS 2023; MONAI with ignore_empty=False). `nanWithoutTruth`: the truth is empty, whatever
 * the prediction (MONAI's default, ignore_empty=True), so that a false positive there costs nothing.
 */
export type DiceConvention = Dice

/** Which HD95: implementation, unit of the spacing, and what an empty mask gives. */
export type Hd95Convention = Hd95

export type Convention = DiceConvention | Hd95Convention | Auc | Accuracy

/** What HD95 gives where a mask is empty; NaN means that the pair is dropped from means. */
interface EmptyMaskValues {
  /** Exactly one of the two masks is empty. */
  readonly one: number
  readonly both: number
}

/** Penalty of BraTS 2023 for one empty mask: the diagonal of 240x240x155 voxels of 1 mm, 373.1, rounded up. */
const bratsPenalty = 374

/**
 * The empty policy as values. A stated penalty counts where one mask is empty; two empty masks
 * agree and give 0, as in BraTS 2023.
 */
export const emptyMaskValues = (convention: Hd95Convention): EmptyMaskValues => {
  const empty = convention.implementation === "brats2023" ? bratsPenalty : convention.empty
  return empty === "drop" ? { one: NaN, both: NaN } : { one: empty, both: 0 }
}

const diceEmpty: Record<DiceConvention["empty"], string> = {
  one: "1 when both masks are empty",
  nan: "NaN when both masks are empty (dropped from the mean)",
  nanWithoutTruth: "NaN when the truth is empty (dropped from the mean)",
}

const hd95Implementation: Record<Hd95Convention["implementation"], string> = {
  monai: "MONAI: max of directed 95% quantiles",
  medpy: "medpy: 95th percentile of pooled distances",
  brats2023: "BraTS 2023: max of directed area-weighted 95% quantiles",
}

const hd95Empty = (convention: Hd95Convention): string => {
  const { one } = emptyMaskValues(convention)
  return Number.isNaN(one)
    ? "NaN when a mask is empty (dropped from the mean)"
    : `${one} when one mask is empty, 0 when both are`
}

/** One line for a report's reader: all that two numbers must share to be comparable. */
export const describe = (convention: Convention): string => {
  switch (convention.metric) {
    case "dice":
      return `Dice, ${diceEmpty[convention.empty]}`
    case "hd95":
      return [
        `HD95, ${hd95Implementation[convention.implementation]}`,
        convention.spacing === "mm" ? "mm" : "voxels (spacing taken as 1)",
        hd95Empty(convention),
      ].join(", ")
    case "auc":
      return "AUC, area under the ROC curve by ranks, ties count half, NaN when a class is absent"
    case "accuracy":
      return `Accuracy, positive when the score exceeds ${convention.threshold}, NaN without subjects`
  }
}
