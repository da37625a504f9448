/** Rank, from 0 and with a fraction, of NumPy's percentile of `length` values, method "linear". */
export const numpyRank = (length: number, fraction: number): number => fraction * (length - 1)

/** NumPy's percentile at a rank, from the values at the rank's floor and beyond, ascending. */
export const numpyInterpolate = (fromRank: Float64Array, rank: number): number => {
  const lower = fromRank[0]!
  const upper = fromRank[Math.min(1, fromRank.length - 1)]!
  const weight = rank - Math.floor(rank)
  return weight < 0.5 ? lower + (upper - lower) * weight : upper - (upper - lower) * (1 - weight)
}

/**
 * Rank of torch.quantile of `length` float32 values. As measured on torch 2.15, the fraction is
 * rounded to float32 (0.95 is then 1.2e-8 too small), the rank is double, the interpolation float32.
 */
export const torchRank = (length: number, fraction: number): number =>
  Math.fround(fraction) * (length - 1)

/** torch.quantile at a rank, from the values at the rank's floor and beyond, ascending. */
export const torchInterpolate = (fromRank: Float32Array, rank: number): number => {
  const f = Math.fround
  const lower = fromRank[0]!
  const upper = fromRank[Number.isInteger(rank) ? 0 : 1]!
  const weight = f(rank - Math.floor(rank))
  const range = f(upper - lower)
  return weight < 0.5 ? f(lower + f(range * weight)) : f(upper - f(range * f(1 - weight)))
}
