import { ellipsoid, chain, type Ball } from "./distance.ts"

const STEM: readonly Ball[] = [
  [0, 0.1, -0.18, 0.17],
  [0, 0.12, -0.5, 0.15],
  [0, 0.2, -0.95, 0.08],
]

/** Where a point lies in the brain's outline; distances are signed, negative inside. */
export interface Outline {
  /** To the skull-stripped brain's surface. */
  readonly surface: number
  /** To the nearest cleft between two parts of the brain (0 or more). */
  readonly cleft: number
  readonly part: "cerebrum" | "cerebellum" | "stem"
}

/** The outline at a point; `side` is |x|. */
export const outlineAt = (side: number, y: number, z: number): Outline => {
  const narrowing = y < 0 ? 1 - 0.16 * y * (1 - 0.35 * y) : 1 + 0.05 * y
  const squared = 1 - 0.1 * (side * side + z * z)
  const cerebrum = ellipsoid(side * narrowing * squared, y * squared, z - 0.12, 0.73, 0.98, 0.66)
  const temporal = ellipsoid(side - 0.45, y + 0.18 - 0.25 * (z + 0.4), z + 0.36, 0.26, 0.46, 0.27)
  const cerebellum = Math.min(
    ellipsoid(side - 0.25, y - 0.48, z + 0.5, 0.36, 0.34, 0.27),
    ellipsoid(side, y - 0.45, z + 0.48, 0.16, 0.28, 0.26),
  )
  const stem = chain(side, y, z, STEM)
  const upper = Math.min(cerebrum, temporal)
  const surface = Math.min(upper, cerebellum, stem)
  const sylvian = side > 0.3 ? Math.abs(cerebrum - temporal) / 2 : 1
  const tentorium = Math.abs(upper - cerebellum) / 2
  if (surface === cerebellum) return { surface, cleft: tentorium, part: "cerebellum" }
  if (stem < 0 && cerebellum > 0 && z < -0.22) {
    return { surface, cleft: Math.min(-stem, cerebellum), part: "stem" }
  }
  const beside = z < -0.22 ? Math.max(stem, 0) : 1
  return { surface, cleft: Math.min(sylvian, tentorium, beside), part: "cerebrum" }
}

/**
 * Distance to the fissure between the hemispheres, which ends above the corpus callosum; `side`
 * is |x|.
 */
export const fissureAt = (side: number, y: number, z: number): number => {
  const inner = ellipsoid(0, y + 0.02, z - 0.02, 1, 0.52, 0.33)
  const short = inner < 0 ? -inner : 0
  return Math.sqrt(side * side + short * short)
}
