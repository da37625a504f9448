import { balancedAccuracy } from "../../dsl/metrics/balancedAccuracy.ts"
import { accuracy } from "./accuracy.ts"
import { implementMetric, type NumberSet } from "./contract.ts"

const ofClass = ({ predictions, truths }: NumberSet, truth: number): readonly number[] =>
  predictions.filter((_, index) => truths[index] === truth)

/** NaN when a class is absent. */
export default implementMetric(balancedAccuracy, {
  measure: (metric, set) => {
    const shares = [0, 1].map((truth) => {
      const predictions = ofClass(set, truth)
      const truths = predictions.map(() => truth)
      return accuracy(predictions, truths, metric)
    })
    return shares.reduce((sum, share) => sum + share, 0) / shares.length
  },
})
