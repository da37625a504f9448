import type { AppliedStep, Grid } from "./applied.ts"

type Point = readonly [number, number, number]

/** Where a voxel (z, y, x) after a step was before it. */
const before = ([z, y, x]: Point, applied: AppliedStep): Point => {
  switch (applied.step) {
    case "cropForeground": {
      const [oz, oy, ox] = applied.origin
      return [z + oz, y + oy, x + ox]
    }
    case "spatialPad": {
      const [bz, by, bx] = applied.before
      return [z - bz, y - by, x - bx]
    }
    case "spacing": {
      const [rz, ry, rx] = applied.ratio
      return [z * rz, y * ry, x * rx]
    }
    case "orientation": {
      const { axes, flips, from } = applied
      const old = [0, 0, 0]
      for (const [index, value] of [x, y, z].entries()) {
        const axis = axes[index] ?? index
        const last = (from.shape[2 - axis] ?? 1) - 1
        old[axis] = flips[index] ? last - value : value
      }
      const [i = 0, j = 0, k = 0] = old
      return [k, j, i]
    }
    default:
      return [z, y, x]
  }
}

/** Where a voxel (z, y, x) after the steps was in the original, in its voxels. */
export const placeInOriginal = (steps: readonly AppliedStep[], voxel: Point): Point =>
  steps.reduceRight<Point>(before, voxel)

/** The voxel (z, y, x) of the original grid at, or nearest to, the first voxel after the steps. */
export const originOf = (steps: readonly AppliedStep[]): Grid["shape"] => {
  const [z, y, x] = placeInOriginal(steps, [0, 0, 0])
  return [Math.round(z), Math.round(y), Math.round(x)]
}
