import { calibrationError } from "../../dsl/metrics/calibrationError.ts"
import { implementMetric } from "./contract.ts"

interface Bin {
  readonly predicted: number
  readonly observed: number
}

/** A probability on an edge belongs to the bin below it, as in scikit-learn's calibration_curve. */
const binAt = (probability: number, bins: number): number =>
  Array.from({ length: bins - 1 }, (_, index) => (index + 1) / bins).filter(
    (edge) => edge < probability,
  ).length

export default implementMetric(calibrationError, {
  measure: ({ bins }, { predictions, truths }) => {
    if (predictions.some(Number.isNaN)) return Number.NaN
    const sums = predictions.reduce((made, probability, index) => {
      const bin = binAt(probability, bins)
      const { predicted, observed } = made.get(bin) ?? { predicted: 0, observed: 0 }
      return made.set(bin, {
        predicted: predicted + probability,
        observed: observed + truths[index]!,
      })
    }, new Map<number, Bin>())
    const distances = [...sums.values()].map(({ predicted, observed }) =>
      Math.abs(predicted - observed),
    )
    return distances.reduce((sum, distance) => sum + distance, 0) / predictions.length
  },
})
