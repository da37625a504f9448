import { accuracy as definition, type Accuracy } from "../../dsl/metrics/accuracy.ts"
import { implementMetric } from "./contract.ts"

/**
 * Share of subjects whose predicted class is theirs. A score above the threshold is predicted
 * positive; one at the threshold is not, as argmax over two equal classes takes the first. Labels:
 * nonzero is positive. NaN without subjects and when a score is NaN. Throws a RangeError when the
 * lengths differ.
 */
export const accuracy = (
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  convention: Pick<Accuracy, "threshold">,
): number => {
  if (scores.length !== labels.length) {
    throw new RangeError(`${scores.length} scores for ${labels.length} labels`)
  }
  let right = 0
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i])) return NaN
    if (scores[i]! > convention.threshold === (labels[i] !== 0)) right++
  }
  return right / scores.length
}

export default implementMetric(definition, {
  measure: (metric, { predictions, truths }) => accuracy(predictions, truths, metric),
})
