import type { BitVolume } from "./bitVolume.ts"
import { boxTree, type BoxTree } from "./boxTree.ts"
import { pointBlocks, type PointBlocks } from "./pointBlocks.ts"

/** The voxels or corners of a surface: as bits for what is near, in a tree for what is far. */
export interface Surface {
  readonly bits: BitVolume
  readonly points: PointBlocks
  readonly tree: BoxTree
}

/** Of a volume with at least one bit. */
export const surfaceOf = (bits: BitVolume): Surface => {
  const points = pointBlocks(bits)
  return { bits, points, tree: boxTree(points) }
}
