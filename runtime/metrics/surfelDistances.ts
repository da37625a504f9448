import type { BitVolume } from "./bitVolume.ts"
import type { Triple } from "./grid.ts"
import { everyNth } from "./largest.ts"
import { nearestSquared } from "./nearest.ts"
import type { Surface } from "./surface.ts"
import { neighbourCode, surfelAreas } from "./surfel.ts"

/** Of each surface element of a mask. */
export interface SurfelDistances {
  /** Squared distance to the nearest element of the other surface, in mm2. */
  readonly squared: Float64Array
  /** In mm2. */
  readonly areas: Float64Array
}

/** The surface elements of a mask, half a voxel off, as in DeepMind's surface-distance. */
export const surfelDistances = (
  mask: BitVolume,
  { points }: Surface,
  to: Surface,
  spacing: Triple,
): SurfelDistances => {
  const squared = nearestSquared(points, everyNth(points, 1), to, spacing, 0)
  const byCode = surfelAreas(spacing)
  const areas = squared.map(
    (_, i) => byCode[neighbourCode(mask, points.z[i]!, points.y[i]!, points.x[i]!)]!,
  )
  return { squared, areas }
}
