import type { PretrainingMetric } from "../dsl/column.ts"
import type { Metric } from "../dsl/metric.ts"
import { conventionText } from "./convention.ts"

/** How the numbers of a column are read. */
export interface Quantity {
  /** Name in a header. */
  readonly title: string
  readonly unit: "%" | "mm" | "voxel" | ""
  /** Decimals printed. */
  readonly digits: number
  /** Which of two numbers is the better one. */
  readonly better: "higher" | "lower" | "nearer 1"
  /** What two numbers must share to be comparable. */
  readonly convention: string
}

const titles: Record<Metric["metric"], string> = {
  dice: "Dice",
  hd95: "HD95",
  auc: "AUC",
  accuracy: "Accuracy",
}

/** Dice, AUC and accuracy are fractions shown in percent; HD95 is a length. */
export const quantityOf = (metric: Metric): Quantity => ({
  title: titles[metric.metric],
  unit: metric.metric === "hd95" ? metric.spacing : "%",
  digits: 2,
  better: metric.metric === "hd95" ? "lower" : "higher",
  convention: conventionText(metric),
})

/** How what pre-training measures on the test subjects is read. */
export const pretrainingQuantities: Readonly<Record<PretrainingMetric, Quantity>> = {
  varianceRatio: {
    title: "Variance ratio",
    unit: "",
    digits: 3,
    better: "nearer 1",
    convention:
      "Variance ratio: variance between test subjects of the reconstruction over that of the original, voxel by voxel where masked; near 0 is an average image",
  },
  mse: {
    title: "MSE",
    unit: "",
    digits: 4,
    better: "lower",
    convention: "MSE: mean squared error of the reconstruction, in squared normalised intensities",
  },
}

/** What a fraction is multiplied with to be in the quantity's unit. */
export const scaleOf = (quantity: Pick<Quantity, "unit">): number =>
  quantity.unit === "%" ? 100 : 1
