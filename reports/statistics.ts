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

/** A value of sorted numbers at a place between two of them, by a straight line (NumPy's default). */
export const between = (sorted: Float32Array | Float64Array, place: number): number => {
  const below = Math.floor(place)
  const low = sorted[below] ?? NaN
  return low + (place - below) * ((sorted[below + 1] ?? low) - low)
}

/** Differences of the numbers that two have of the same units, such as subjects. */
export const pairedDifferences = <Unit>(
  one: ReadonlyMap<Unit, number>,
  other: ReadonlyMap<Unit, number>,
): readonly number[] =>
  [...one].flatMap(([unit, value]) => {
    const paired = other.get(unit)
    return paired === undefined ? [] : [value - paired]
  })
