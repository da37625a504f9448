import type { PointBlocks } from "./pointBlocks.ts"

/**
 * The bounds of blocks of points, and of ever two of them: a complete binary tree whose node i has
 * the children 2i and 2i + 1 and whose root is 1. Leaf i of the blocks is node `leaves + i`; a leaf
 * beyond the last block has bounds that nothing is near.
 */
export interface BoxTree {
  readonly leaves: number
  /** Least z, y, x and greatest z, y, x, six numbers a node. */
  readonly bounds: Int32Array
}

/** Beyond every voxel, and far enough from the largest number that differences do not overflow. */
const FAR = 2 ** 29

export const boxTree = ({ z, y, x, start }: PointBlocks): BoxTree => {
  const blocks = start.length - 1
  const leaves = 2 ** Math.ceil(Math.log2(blocks))
  const bounds = new Int32Array(12 * leaves)
  for (let node = 2 * leaves - 1; node > 0; node--) {
    const at = 6 * node
    for (let axis = 0; axis < 3; axis++) {
      bounds[at + axis] = FAR
      bounds[at + 3 + axis] = -FAR
    }
    if (node < leaves) {
      for (let axis = 0; axis < 3; axis++) {
        const [one, other] = [12 * node + axis, 12 * node + 6 + axis]
        bounds[at + axis] = Math.min(bounds[one]!, bounds[other]!)
        bounds[at + 3 + axis] = Math.max(bounds[one + 3]!, bounds[other + 3]!)
      }
    } else if (node - leaves < blocks) {
      for (let i = start[node - leaves]!; i < start[node - leaves + 1]!; i++) {
        bounds[at] = Math.min(bounds[at]!, z[i]!)
        bounds[at + 1] = Math.min(bounds[at + 1]!, y[i]!)
        bounds[at + 2] = Math.min(bounds[at + 2]!, x[i]!)
        bounds[at + 3] = Math.max(bounds[at + 3]!, z[i]!)
        bounds[at + 4] = Math.max(bounds[at + 4]!, y[i]!)
        bounds[at + 5] = Math.max(bounds[at + 5]!, x[i]!)
      }
    }
  }
  return { leaves, bounds }
}
