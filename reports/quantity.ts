import { evaluationMask, type PretrainingMetric } from "../dsl/column.ts"
import type { Reading } from "../dsl/metric.ts"

/** How a quantity is read, and whether it is a number a subject or one for the set. */
interface Quantity extends Reading {
  readonly per: "subject" | "set"
}

/** What is hidden of all arms alike. */
const where = `where ${100 * evaluationMask.ratio}% of the positions are hidden in all modalities, the same for all arms of one crop and patch (${evaluationMask.draws} draws)`

/** How what pre-training measures on the test subjects is read. */
export const pretrainingQuantities: Readonly<Record<PretrainingMetric, Quantity>> = {
  varianceRatio: {
    title: "Variance ratio",
    per: "subject",
    unit: "",
    digits: 3,
    better: "nearer 1",
    convention: `Variance ratio: variance between test subjects of what is predicted over that of what was to be, voxel by voxel, ${where}; a subject's number is the squared distance of its prediction from the mean one over the subjects' mean for what was to be predicted; an average image gives 0`,
  },
  mse: {
    title: "MSE",
    per: "subject",
    unit: "",
    digits: 4,
    better: "lower",
    convention: `MSE: mean squared error of what is predicted, ${where}, in squared normalised intensities, or where an arm predicts patches normalised by their own mean and deviation in these`,
  },
}

/** What a fraction is multiplied with to be in its unit. */
export const scaleOf = ({ unit }: Pick<Reading, "unit">): number => (unit === "%" ? 100 : 1)
