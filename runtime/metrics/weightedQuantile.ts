/** The different values, ascending. */
const distinct = (values: Float64Array): Float64Array =>
  values
    .slice()
    .sort()
    .filter((value, i, sorted) => value !== sorted[i - 1])

/** Index of a value that an ascending array holds. */
const indexIn = (sorted: Float64Array, value: number): number => {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The least value with at least `fraction` of the total weight at or below it (surface-distance's
 * compute_robust_hausdorff); weights beside the values, at least one, none NaN. Weights are summed by
 * value, then by weight, so that the points' order has no say in the rounding.
 */
export const weightedQuantile = (
  values: Float64Array,
  weights: Float64Array,
  fraction: number,
): number => {
  const byValue = distinct(values)
  const byWeight = distinct(weights)
  const keys = values
    .map((value, i) => indexIn(byValue, value) * byWeight.length + indexIn(byWeight, weights[i]!))
    .sort()
  const cumulated = keys.map((key) => byWeight[key % byWeight.length]!)
  for (let i = 1; i < cumulated.length; i++) cumulated[i]! += cumulated[i - 1]!
  const total = cumulated[cumulated.length - 1]!
  let i = 0
  while (i < keys.length - 1 && cumulated[i]! / total < fraction) i++
  return byValue[Math.floor(keys[i]! / byWeight.length)]!
}
