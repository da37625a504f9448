import { mirrored } from "../resample/cubicSpline.ts"
import type { Voxels } from "../../volume/crop.ts"

/** Abramowitz and Stegun 7.1.26, within 1.5e-7. */
const erf = (x: number): number => {
  const t = 1 / (1 + 0.3275911 * Math.abs(x))
  const polynomial =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x))
}

/** Deviations to each side that the kernel reaches (MONAI GaussianFilter). */
const truncated = 4

/** The mass of a Gaussian over each voxel about its centre: MONAI gaussian_1d, approx "erf". */
const gaussianKernel = (sigma: number): readonly number[] => {
  const tail = Math.floor(Math.max(sigma * truncated, 0.5) + 0.5)
  const t = Math.SQRT1_2 / sigma
  return Array.from({ length: 2 * tail + 1 }, (_, index) => {
    const x = index - tail
    return Math.max(0, (erf(t * (x + 0.5)) - erf(t * (x - 0.5))) / 2)
  })
}

/** Deviations that nnU-Net's kernel is long, both sides together. */
const deviationsLong = 6

/** The odd number nearest to n, the upper one for even n. */
const nearestOdd = (n: number): number => 2 * Math.floor(n / 2) + 1

/** A Gaussian's density at the voxels, scaled to a sum of 1 (batchgeneratorsv2 _build_kernel). */
const sampledKernel = (sigma: number): readonly number[] => {
  const tail = (nearestOdd(sigma * deviationsLong + 0.5) - 1) / 2
  const density = Array.from({ length: 2 * tail + 1 }, (_, index) =>
    Math.exp(-0.5 * ((index - tail) / sigma) ** 2),
  )
  const sum = density.reduce((total, value) => total + value, 0)
  return density.map((value) => value / sum)
}

/** Filters one axis of [..., z, y, x]; beyond the ends there is zero, or the mirrored values. */
const alongAxis = (
  values: Float32Array,
  size: Voxels,
  axis: 0 | 1 | 2,
  kernel: readonly number[],
  end: "zero" | "mirror",
): Float32Array => {
  const made = new Float32Array(values.length)
  const length = size[axis]
  const inner = size.slice(axis + 1).reduce((product, side) => product * side, 1)
  const tail = (kernel.length - 1) / 2
  for (let block = 0; block < values.length; block += length * inner)
    for (let tap = 0; tap < kernel.length; tap++) {
      const offset = tap - tail
      const [first, last] = [Math.max(0, -offset), Math.min(length, length - offset)]
      const weight = kernel[tap]!
      const limit = block + last * inner
      for (let to = block + first * inner; to < limit; to++)
        made[to]! += weight * values[to + offset * inner]!
      if (end === "zero") continue
      for (let index = 0; index < length; index++) {
        if (index >= first && index < last) continue
        const from = block + mirrored(index + offset, length) * inner
        const row = block + index * inner
        for (let at = 0; at < inner; at++) made[row + at]! += weight * values[from + at]!
      }
    }
  return made
}

/**
 * [..., z, y, x] smoothed along one axis by a Gaussian of `sigma` voxels: `integrated`, zero beyond the ends, as
 * MONAI GaussianFilter; or `sampled`, mirrored at the ends, as batchgeneratorsv2 GaussianBlurTransform.
 */
export const smoothedAlong = (
  filter: "integrated" | "sampled",
  values: Float32Array,
  size: Voxels,
  axis: 0 | 1 | 2,
  sigma: number,
): Float32Array =>
  filter === "sampled"
    ? alongAxis(values, size, axis, sampledKernel(sigma), "mirror")
    : alongAxis(values, size, axis, gaussianKernel(sigma), "zero")

/** [..., z, y, x] smoothed along each axis. */
export const smoothed = (
  filter: "integrated" | "sampled",
  values: Float32Array,
  size: Voxels,
  sigma: readonly [number, number, number],
): Float32Array =>
  ([0, 1, 2] as const).reduce<Float32Array>(
    (made, axis) => smoothedAlong(filter, made, size, axis, sigma[axis]),
    values,
  )
