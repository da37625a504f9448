/** Middle of at least one value; the mean of two where their number is even. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const above = sorted[Math.floor(sorted.length / 2)]!
  return sorted.length % 2 === 1 ? above : (sorted[sorted.length / 2 - 1]! + above) / 2
}
