import type { Triple } from "./grid.ts"
import { nearbySquared } from "./nearby.ts"
import { nearestSquared } from "./nearest.ts"
import type { PointBlocks } from "./pointBlocks.ts"
import type { Surface } from "./surface.ts"

/** Points of which the distribution of the distances is guessed. */
const SAMPLE = 512

/** A floor under the `share` largest of a sample, with some standard errors of that share more. */
const floorUnder = (sorted: Float64Array, share: number, margin: number): number => {
  const n = sorted.length
  const above = Math.ceil(n * share + margin * Math.sqrt(n * share * (1 - share)) + 1)
  return above < n ? sorted[n - above]! : 0
}

/** All squared distances that are `floor` or more. */
const fromFloor = (
  points: PointBlocks,
  surface: Surface,
  spacing: Triple,
  floor: number,
): Float64Array => {
  const near = nearbySquared(points, surface, spacing, floor)
  if (near === undefined)
    return nearestSquared(points, everyNth(points, 1), surface, spacing, floor)
  const found = new Float64Array(near.length)
  const far = new Uint32Array(near.length)
  let founds = 0
  let fars = 0
  for (let i = 0; i < near.length; i++) {
    const squared = near[i]!
    if (squared === Infinity) far[fars++] = i
    else if (squared >= floor) found[founds++] = squared
  }
  const farther = nearestSquared(points, far.subarray(0, fars), surface, spacing, floor)
  found.set(farther, founds)
  return found.subarray(0, founds + farther.length)
}

/** Indices of points: the first of every n. */
export const everyNth = ({ z }: PointBlocks, n: number): Uint32Array => {
  const indices = new Uint32Array(Math.ceil(z.length / n))
  for (let i = 0; i < indices.length; i++) indices[i] = i * n
  return indices
}

/**
 * The `count` largest of the squared distances (mm^2) from points to the nearest of a surface,
 * ascending. A sample gives a floor that more than `count` of them are likely to reach, so that a
 * search may end where it can't; where fewer do, the floor sinks, at last to 0. The result does not
 * depend on it.
 */
export const largestSquared = (
  points: PointBlocks,
  surface: Surface,
  spacing: Triple,
  count: number,
): Float64Array => {
  const n = points.z.length
  const stride = Math.ceil(n / SAMPLE)
  const sample = nearestSquared(points, everyNth(points, stride), surface, spacing, 0).sort()
  if (stride === 1) return sample.subarray(n - count)
  for (let margin = 3; ; margin *= 4) {
    const found = fromFloor(points, surface, spacing, floorUnder(sample, count / n, margin))
    if (found.length >= count) return found.sort().subarray(found.length - count)
  }
}
