import type { Dice, Hd95, Metric } from "../dsl/metric.ts"

const dice: Record<Dice["empty"], string> = {
  one: "two empty masks give 1",
  nan: "subjects with two empty masks are dropped",
  nanWithoutTruth: "subjects without the region in the truth are dropped, whatever is predicted",
}

const hd95: Record<Hd95["implementation"], string> = {
  monai: "MONAI's: the larger of the two directed 95% quantiles over one-voxel edges",
  medpy: "medpy's: 95th percentile of the pooled distances between one-voxel edges",
  brats2023: "BraTS 2023's: the larger of the two area-weighted directed 95% quantiles",
}

const emptyMasks = (metric: Hd95): string => {
  if (metric.implementation === "brats2023") return "one empty mask gives 374, two give 0"
  return metric.empty === "drop"
    ? "subjects with an empty mask are dropped"
    : `one empty mask gives ${metric.empty}, two give 0`
}

/** What two numbers must share to be comparable, as a reader's footnote. */
export const conventionText = (metric: Metric): string => {
  if (metric.metric === "dice") return `Dice: ${dice[metric.empty]}`
  if (metric.metric === "hd95")
    return [
      `HD95: ${hd95[metric.implementation]}`,
      metric.spacing === "mm" ? "in mm" : "in voxels, whatever their spacing",
      emptyMasks(metric),
    ].join("; ")
  return metric.metric === "auc"
    ? "AUC: area under the ROC curve over the test subjects; ties count half"
    : `Accuracy: share of the test subjects on the right side of probability ${metric.threshold}`
}
