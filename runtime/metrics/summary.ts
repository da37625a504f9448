/** What a cell of a table says about its values; plain JSON. */
export interface Summary {
  /** Null when no value is left. */
  readonly mean: number | null
  /** Sample standard deviation; null when fewer than two values are left. */
  readonly std: number | null
  /** Delta degrees of freedom of `std`: the squares' sum is divided by n - 1. */
  readonly ddof: 1
  /** Values that the mean is over. */
  readonly n: number
  /** NaN values, dropped before. */
  readonly dropped: number
}

/** Mean and sample standard deviation of the values that are not NaN, with the count of those that are. */
export const summarize = (values: Iterable<number>): Summary => {
  const all = Float64Array.from(values)
  const kept = all.filter((value) => !Number.isNaN(value))
  const n = kept.length
  const mean = kept.reduce((sum, value) => sum + value, 0) / n
  const squares = kept.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    mean: n > 0 ? mean : null,
    std: n > 1 ? Math.sqrt(squares / (n - 1)) : null,
    ddof: 1,
    n,
    dropped: all.length - n,
  }
}
