import type { Voxels } from "../../volume/crop.ts"
import { type Readings, readings, readTrilinear } from "./trilinear.ts"

/** Readings through an axis of fewer voxels: from each of those the nearest voxel of the whole one. */
export const through = (length: number, zoom: number): Readings => {
  const few = Math.max(1, Math.round(length * zoom))
  const { lower, upper, weight } = readings(0, few, length)
  const nearest = (index: number): number => Math.floor(((index + 0.5) * length) / few)
  return { lower: lower.map(nearest), upper: upper.map(nearest), weight }
}

/**
 * [..., z, y, x] taken down to a share of its length along each axis by the nearest voxel, and up again
 * trilinearly: batchgeneratorsv2 SimulateLowResolutionTransform (PyTorch interpolate, nearest-exact,
 * then trilinear).
 */
export const withLowResolution = (
  values: Float32Array,
  size: Voxels,
  zoom: readonly [number, number, number],
): Float32Array =>
  readTrilinear(values, size, [
    through(size[0], zoom[0]),
    through(size[1], zoom[1]),
    through(size[2], zoom[2]),
  ])
