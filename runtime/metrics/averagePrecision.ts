import { averagePrecision } from "../../dsl/metrics/averagePrecision.ts"
import { implementMetric } from "./contract.ts"

/** NaN when class 1 is absent, and when a probability is NaN. */
export default implementMetric(averagePrecision, {
  measure: (_, { predictions, truths }) => {
    if (predictions.some(Number.isNaN)) return Number.NaN
    const positives = truths.filter((truth) => truth === 1).length
    const ranked = [...predictions.keys()].sort((a, b) => predictions[b]! - predictions[a]!)
    let found = 0
    let before = 0
    let area = 0
    for (const [rank, index] of ranked.entries()) {
      found += truths[index]!
      // Equal probabilities are one threshold.
      if (predictions[ranked[rank + 1] ?? -1] === predictions[index]) continue
      area += ((found - before) / positives) * (found / (rank + 1))
      before = found
    }
    return positives === 0 ? Number.NaN : area
  },
})
