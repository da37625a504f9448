import { percentiles } from "../data/transforms/preprocessing/percentile.ts"

/** Shares of voxels by intensity, in bins of one width from `low` to `high`. */
export interface Histogram {
  readonly low: number
  readonly high: number
  /** Of the voxels that are not 0; those beyond `low` and `high` are in no bin. */
  readonly shares: readonly number[]
}

/** What a modality of a subject holds, before preprocessing. */
export interface Intensities {
  readonly min: number
  readonly max: number
  /** Share of the voxels that are 0. */
  readonly zero: number
  /** Whether all voxels that are not 0 have one value. */
  readonly constant: boolean
  /** Percentiles of the voxels that are not 0; null where all are. */
  readonly inside: { readonly p1: number; readonly median: number; readonly p99: number } | null
  readonly histogram: Histogram | null
}

/** Voxels that percentiles and histograms are made of at most, taken at equal steps. */
export const sampleSize = 200_000

const bins = 64

/** Values that are not 0: all, or so many at equal steps. */
const sampled = (values: Float32Array, nonzero: number): Float32Array => {
  const step = Math.max(1, Math.ceil(nonzero / sampleSize))
  const sample = new Float32Array(Math.ceil(nonzero / step))
  let seen = 0
  for (const value of values) {
    if (value === 0) continue
    if (seen % step === 0) sample[seen / step] = value
    seen++
  }
  return sample
}

/** Bins between the percentiles 0.5 and 99.5, so that a few bright voxels do not hide the rest. */
const histogramOf = (sample: Float32Array): Histogram => {
  const [low = 0, top = 0] = percentiles(sample, [0.5, 99.5])
  const high = top > low ? top : low + 1
  const shares = new Float64Array(bins)
  for (const value of sample) {
    if (value < low || value > high) continue
    const bin = Math.min(bins - 1, Math.floor((bins * (value - low)) / (high - low)))
    shares[bin]! += 1 / sample.length
  }
  return { low, high, shares: [...shares] }
}

/** Facts of one modality; the values are finite, and there is at least one. */
export const intensitiesOf = (values: Float32Array): Intensities => {
  let [min, max, nonzero, constant, one] = [Infinity, -Infinity, 0, true, 0]
  for (const value of values) {
    if (value < min) min = value
    if (value > max) max = value
    if (value === 0) continue
    if (nonzero++ === 0) one = value
    else if (value !== one) constant = false
  }
  const zero = 1 - nonzero / values.length
  if (nonzero === 0) return { min, max, zero, constant, inside: null, histogram: null }
  const sample = sampled(values, nonzero)
  const [p1 = 0, median = 0, p99 = 0] = percentiles(sample, [1, 50, 99])
  const inside = { p1, median, p99 }
  return { min, max, zero, constant, inside, histogram: histogramOf(sample) }
}
