/** NumPy's percentile, method "linear", of values sorted ascending; at least one. */
export const numpyQuantile = (sorted: Float64Array, fraction: number): number => {
  const rank = fraction * (sorted.length - 1)
  const below = Math.floor(rank)
  const lower = sorted[below]!
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!
  const weight = rank - below
  return weight < 0.5 ? lower + (upper - lower) * weight : upper - (upper - lower) * (1 - weight)
}

/**
 * torch.quantile of float32 values sorted ascending; at least one. As measured on torch 2.15, the
 * fraction is rounded to float32 (0.95 is then 1.2e-8 too small), the rank is double, the
 * interpolation float32.
 */
export const torchQuantile = (sorted: Float32Array, fraction: number): number => {
  const f = Math.fround
  const rank = f(fraction) * (sorted.length - 1)
  const below = Math.floor(rank)
  const lower = sorted[below]!
  const upper = sorted[Math.ceil(rank)]!
  const weight = f(rank - below)
  const range = f(upper - lower)
  return weight < 0.5 ? f(lower + f(range * weight)) : f(upper - f(range * f(1 - weight)))
}

/**
 * The least value with at least `fraction` of the total weight at or below it, values sorted
 * ascending with their weights beside them (surface-distance's compute_robust_hausdorff).
 */
export const weightedQuantile = (
  sorted: Float64Array,
  weights: Float64Array,
  fraction: number,
): number => {
  const cumulated = new Float64Array(sorted.length)
  let total = 0
  for (let i = 0; i < sorted.length; i++) {
    total += weights[i]!
    cumulated[i] = total
  }
  let i = 0
  while (i < sorted.length - 1 && cumulated[i]! / total < fraction) i++
  return sorted[i]!
}
