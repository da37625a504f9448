import { newTaps, setTaps, splineAt, splineCoefficients } from "./cubicSpline.ts"
import { eachInside, type Lattice } from "./lattice.ts"
import { trilinear } from "./trilinear.ts"

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
  eachInside(from, to, (voxel, x, y, z) => {
    target[voxel] = trilinear(values, from.shape, x, y, z)
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
