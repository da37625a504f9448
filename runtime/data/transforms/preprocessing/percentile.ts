/**
 * The percentiles `at` (0 to 100) of values that are all finite, linear between order statistics, as
 * NumPy's and PyTorch's `quantile` have them.
 */
export const percentiles = (values: Float32Array, at: readonly number[]): readonly number[] => {
  const sorted = values.toSorted()
  return at.map((percent) => {
    const rank = ((sorted.length - 1) * percent) / 100
    const below = sorted[Math.floor(rank)]!
    const above = sorted[Math.ceil(rank)]!
    return below + (above - below) * (rank - Math.floor(rank))
  })
}
