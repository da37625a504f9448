import type { PretrainingMetric } from "../dsl/column.ts"
import type { Reading } from "../dsl/metric.ts"

/** How a quantity is read, and whether it is a number a subject or one for the set. */
interface Quantity extends Reading {
  readonly per: "subject" | "set"
}

/** How what pre-training measures on the test subjects is read. */
export const pretrainingQuantities: Readonly<Record<PretrainingMetric, Quantity>> = {
  varianceRatio: {
    title: "Variance ratio",
    per: "set",
    unit: "",
    digits: 3,
    better: "nearer 1",
    convention:
      "Variance ratio: variance between test subjects of the reconstruction over that of the original, voxel by voxel where masked; near 0 is an average image",
  },
  mse: {
    title: "MSE",
    per: "subject",
    unit: "",
    digits: 4,
    better: "lower",
    convention: "MSE: mean squared error of the reconstruction, in squared normalised intensities",
  },
}

/** What a fraction is multiplied with to be in its unit. */
export const scaleOf = ({ unit }: Pick<Reading, "unit">): number => (unit === "%" ? 100 : 1)
