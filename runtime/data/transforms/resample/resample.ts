import { newTaps, setTaps, splineAt, splineCoefficients } from "./cubicSpline.ts"
import { eachInside, type Lattice } from "./lattice.ts"

const clamped = (index: number, length: number): number => Math.min(length - 1, Math.max(0, index))

/** The nearest voxel, halves upwards; 0 outside (SimpleITK sitkNearestNeighbor). */
export const resampledNearest = <Values extends Float32Array | Uint8Array>(
  values: Values,
  from: Lattice,
  to: Lattice,
  target: Values,
): Values => {
  const [depth, height, width] = from.shape
  eachInside(from, to, (voxel, x, y, z) => {
    const slice = clamped(Math.floor(z + 0.5), depth) * height
    const row = (slice + clamped(Math.floor(y + 0.5), height)) * width
    target[voxel] = values[row + clamped(Math.floor(x + 0.5), width)]!
  })
  return target
}

/** Trilinear, the border's value within half a voxel of it; 0 outside (SimpleITK sitkLinear). */
export const resampledLinear = (
  values: Float32Array,
  from: Lattice,
  to: Lattice,
  target: Float32Array,
): Float32Array => {
  const [depth, height, width] = from.shape
  eachInside(from, to, (voxel, x, y, z) => {
    const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)]
    let sum = 0
    for (const [dz, wz] of [1 - (z - k), z - k].entries()) {
      const slice = clamped(k + dz, depth) * height
      for (const [dy, wy] of [1 - (y - j), y - j].entries()) {
        const row = (slice + clamped(j + dy, height)) * width
        const wx = x - i
        const along =
          (1 - wx) * values[row + clamped(i, width)]! + wx * values[row + clamped(i + 1, width)]!
        sum += wz * wy * along
      }
    }
    target[voxel] = sum
  })
  return target
}

/**
 * Cubic B-spline through the voxels, mirrored at the border; 0 outside (SimpleITK sitkBSpline). It may
 * leave the range of the voxels beside sharp edges.
 */
export const resampledCubic = (
  values: Float32Array,
  from: Lattice,
  to: Lattice,
  target: Float32Array,
): Float32Array => {
  const [depth, height, width] = from.shape
  const coefficients = splineCoefficients(values, from.shape)
  const [tx, ty, tz] = [newTaps(), newTaps(), newTaps()]
  eachInside(from, to, (voxel, x, y, z) => {
    setTaps(tx, x, width, 1)
    setTaps(ty, y, height, width)
    setTaps(tz, z, depth, width * height)
    target[voxel] = splineAt(coefficients, tz, ty, tx)
  })
  return target
}
