import { auc as definition } from "../../dsl/metrics/auc.ts"
import { implementMetric } from "./contract.ts"

/**
 * Area under the ROC curve: the chance that a positive subject scores above a negative one, a tie
 * counting half (Mann-Whitney, by mid-ranks). Labels: nonzero is positive. NaN when a class is
 * absent, since the area has no value there, and when a score is NaN. Throws a RangeError when the
 * lengths differ.
 */
export const auc = (scores: ArrayLike<number>, labels: ArrayLike<number>): number => {
  if (scores.length !== labels.length) {
    throw new RangeError(`${scores.length} scores for ${labels.length} labels`)
  }
  const value = Float64Array.from(scores)
  if (value.some(Number.isNaN)) return NaN
  const order = Uint32Array.from(value, (_, index) => index).sort((a, b) =>
    value[a]! < value[b]! ? -1 : value[a]! > value[b]! ? 1 : 0,
  )
  let positives = 0
  let rankSum = 0
  for (let first = 0; first < order.length;) {
    let last = first
    while (last + 1 < order.length && value[order[last + 1]!] === value[order[first]!]) last++
    // Ranks count from 1; tied scores share the mean of theirs.
    const rank = (first + last) / 2 + 1
    for (let i = first; i <= last; i++) {
      if (labels[order[i]!] === 0) continue
      positives++
      rankSum += rank
    }
    first = last + 1
  }
  const negatives = order.length - positives
  if (positives === 0 || negatives === 0) return NaN
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

export default implementMetric(definition, {
  measure: (_, { predictions, truths }) => auc(predictions, truths),
})
