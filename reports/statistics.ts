/** Delta degrees of freedom of every deviation printed: the sample standard deviation. */
export const ddof = 1

/** Arithmetic mean; null of nothing. */
export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** Sample standard deviation (ddof 1), in two passes; null of fewer than two values. */
export const standardDeviation = (values: readonly number[]): number | null => {
  const centre = mean(values)
  if (centre === null || values.length <= ddof) return null
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (values.length - ddof))
}
