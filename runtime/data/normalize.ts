/** Mean and population standard deviation of the values that are not 0. */
export interface Moments {
  readonly mean: number
  readonly std: number
  readonly count: number
}

/** Two passes in float64. Of no value at all: mean 0, std 0. */
const nonzeroMoments = (values: Float32Array): Moments => {
  let count = 0
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value !== 0) {
      count++
      sum += value
    }
  }
  if (count === 0) return { mean: 0, std: 0, count }
  const mean = sum / count
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value !== 0) squares += (value - mean) ** 2
  }
  return { mean, std: Math.sqrt(squares / count), count }
}

/**
 * z-score over the voxels that are not 0, in place: (value - mean) / std; zeros stay 0, and a std of 0
 * counts as 1. One modality at a time it is MONAI's
 * `NormalizeIntensity(nonzero=True, channel_wise=True)`.
 */
export const normalizeNonzero = (values: Float32Array): Moments => {
  const moments = nonzeroMoments(values)
  const scale = moments.std === 0 ? 1 : moments.std
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value !== 0) values[i] = (value - moments.mean) / scale
  }
  return moments
}
