/** Mean and population standard deviation of the values that were counted. */
export interface Moments {
  readonly mean: number
  readonly std: number
  readonly count: number
}

/**
 * Two passes in float64. Of no value at all: mean 0, std 0. Zeros are not passed over but add nothing:
 * a branch that depends on the voxel would take longer than the sums.
 */
const momentsOf = (values: Float32Array, nonzero: boolean): Moments => {
  let zeros = 0
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    sum += value
    zeros += value === 0 ? 1 : 0
  }
  const count = nonzero ? values.length - zeros : values.length
  if (count === 0) return { mean: 0, std: 0, count }
  const mean = sum / count
  const ofZero = nonzero ? 0 : mean * mean
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    squares += value === 0 ? ofZero : (value - mean) * (value - mean)
  }
  return { mean, std: Math.sqrt(squares / count), count }
}

/**
 * z-score in place: (value - mean) / std over all values or, with `nonzero`, those that are not 0,
 * which alone change; a std of 0 counts as 1. One modality at a time it is MONAI's
 * `NormalizeIntensity(channel_wise=True)`.
 */
export const normalizeIntensity = (values: Float32Array, nonzero: boolean): Moments => {
  const moments = momentsOf(values, nonzero)
  const scale = moments.std === 0 ? 1 : moments.std
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value !== 0 || !nonzero) values[i] = (value - moments.mean) / scale
  }
  return moments
}
