import { type Lattice, voxelMap } from "./lattice.ts"
import { trilinear } from "./trilinear.ts"

/** A place this close to a voxel, or to the border, is there: what is left of rounding (voxels). */
const TOLERANCE = 1e-6

/** The place nearest to one in a row of voxels, up to half a voxel beyond it; NaN farther out. */
const placeWithin = (place: number, last: number): number => {
  if (place < -0.5 - TOLERANCE || place > last + 0.5 + TOLERANCE) return Number.NaN
  const whole = Math.round(place)
  const at = Math.abs(place - whole) < TOLERANCE ? whole : place
  return Math.min(last, Math.max(0, at))
}

/**
 * Puts on one lattice what another one holds, [depth, height, width]: trilinear between its voxels, and
 * the border's value within half a voxel of it. `target` keeps its own values outside of that; it is
 * returned.
 */
export const interpolatedWithin = (
  values: Float32Array,
  from: Lattice,
  to: Lattice,
  target: Float32Array,
): Float32Array => {
  const [depth, height, width] = from.shape
  const [[tx, ox], [ty, oy], [tz, oz]] = voxelMap(to.affine, from.affine)
  let voxel = 0
  for (let k = 0; k < to.shape[0]; k++)
    for (let j = 0; j < to.shape[1]; j++) {
      const startX = ox + tx[1] * j + tx[2] * k
      const startY = oy + ty[1] * j + ty[2] * k
      const startZ = oz + tz[1] * j + tz[2] * k
      for (let i = 0; i < to.shape[2]; i++, voxel++) {
        const x = placeWithin(startX + tx[0] * i, width - 1)
        const y = placeWithin(startY + ty[0] * i, height - 1)
        const z = placeWithin(startZ + tz[0] * i, depth - 1)
        if (Number.isNaN(x + y + z)) continue
        target[voxel] = trilinear(values, from.shape, x, y, z)
      }
    }
  return target
}
