import type { Triple } from "./grid.ts"
import type { PointBlocks } from "./pointBlocks.ts"
import type { Surface } from "./surface.ts"

/** Squared distance from a voxel to the bounds of a node, 0 inside. */
const toBox = (
  bounds: Int32Array,
  node: number,
  z: number,
  y: number,
  x: number,
  stepZ: number,
  stepY: number,
  stepX: number,
): number => {
  const at = 6 * node
  const dz = stepZ * Math.max(bounds[at]! - z, z - bounds[at + 3]!, 0)
  const dy = stepY * Math.max(bounds[at + 1]! - y, y - bounds[at + 4]!, 0)
  const dx = stepX * Math.max(bounds[at + 2]! - x, x - bounds[at + 5]!, 0)
  return dz * dz + dy * dy + dx * dx
}

/**
 * Exact squared Euclidean distances, in mm^2, from the points of these indices to the nearest of a
 * surface, for voxel spacing along z, y, x in mm: those that are `floor` or more, in the indices'
 * order. A search in a tree of boxes that begins at what was nearest to the point before, and leaves
 * a point as soon as something is nearer to it than the floor (the early break of Taha and Hanbury
 * 2015).
 */
export const nearestSquared = (
  points: PointBlocks,
  indices: Uint32Array,
  { points: others, tree: { leaves, bounds } }: Surface,
  [stepZ, stepY, stepX]: Triple,
  floor: number,
): Float64Array => {
  const { start } = others
  const squared = new Float64Array(indices.length)
  let kept = 0
  // Each level leaves at most one node behind while the search goes down.
  const pending = new Int32Array(64)
  const least = new Float64Array(64)
  let nearest = 0
  for (let index = 0; index < indices.length; index++) {
    const q = indices[index]!
    const z = points.z[q]!
    const y = points.y[q]!
    const x = points.x[q]!
    let dz = stepZ * (others.z[nearest]! - z)
    let dy = stepY * (others.y[nearest]! - y)
    let dx = stepX * (others.x[nearest]! - x)
    let best = dz * dz + dy * dy + dx * dx
    let top = 0
    pending[0] = 1
    least[0] = 0
    while (top >= 0 && best >= floor) {
      const node = pending[top]!
      if (least[top--]! >= best) continue
      if (node < leaves) {
        const one = 2 * node
        const toOne = toBox(bounds, one, z, y, x, stepZ, stepY, stepX)
        const toOther = toBox(bounds, one + 1, z, y, x, stepZ, stepY, stepX)
        const oneFirst = toOne <= toOther ? 1 : 0
        const far = oneFirst === 1 ? toOther : toOne
        const near = oneFirst === 1 ? toOne : toOther
        if (far < best) {
          top++
          pending[top] = one + oneFirst
          least[top] = far
        }
        if (near < best) {
          top++
          pending[top] = one + 1 - oneFirst
          least[top] = near
        }
        continue
      }
      const end = start[node - leaves + 1]!
      for (let i = start[node - leaves]!; i < end; i++) {
        dz = stepZ * (others.z[i]! - z)
        dy = stepY * (others.y[i]! - y)
        dx = stepX * (others.x[i]! - x)
        const distance = dz * dz + dy * dy + dx * dx
        if (distance < best) {
          best = distance
          nearest = i
        }
      }
    }
    if (best >= floor) squared[kept++] = best
  }
  return squared.subarray(0, kept)
}
