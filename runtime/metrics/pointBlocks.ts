import { rowOf, type BitVolume } from "./bitVolume.ts"
import type { Triple } from "./grid.ts"

/** The set voxels of a volume, cube after cube along a curve that keeps neighbours together. */
export interface PointBlocks {
  /** Voxel indices of each point. */
  readonly z: Int32Array
  readonly y: Int32Array
  readonly x: Int32Array
  /** First point of each block, and their number at the end. No block is empty. */
  readonly start: Int32Array
}

/** Voxels along a block's edge, as a power of two, at least. */
const SMALLEST_EDGE = 2

/** Bits of a block's index along an axis, so that three of them fit a word. */
const INDEX_BITS = 10

/** Bit i of a number of ten bits comes to stand at bit 3i (Morton order). */
const spread = (index: number): number => {
  let bits = index
  bits = (bits | (bits << 16)) & 0x030000ff
  bits = (bits | (bits << 8)) & 0x0300f00f
  bits = (bits | (bits << 4)) & 0x030c30c3
  return (bits | (bits << 2)) & 0x09249249
}

/** The inverse of `spread`. */
const gather = (spreadBits: number): number => {
  let bits = spreadBits & 0x09249249
  bits = (bits | (bits >>> 2)) & 0x030c30c3
  bits = (bits | (bits >>> 4)) & 0x0300f00f
  bits = (bits | (bits >>> 8)) & 0x030000ff
  return (bits | (bits >>> 16)) & 0x3ff
}

/** Calls with the place of each set voxel, in memory order. */
const forEachVoxel = (
  volume: BitVolume,
  visit: (z: number, y: number, x: number) => void,
): void => {
  const { rowWords, words } = volume
  const [depth, height] = volume.shape
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      const row = rowOf(volume, z, y)
      for (let k = 0; k < rowWords; k++) {
        let left = words[row + k]!
        while (left !== 0) {
          const lowest = left & -left
          visit(z, y, 32 * k + 30 - Math.clz32(lowest))
          left ^= lowest
        }
      }
    }
  }
}

/** The number of blocks along each axis, and their edge as a power of two. */
const blocksOf = (shape: Triple): { readonly edge: number; readonly along: Triple } => {
  const largest = Math.max(...shape)
  const edge = Math.max(SMALLEST_EDGE, Math.ceil(Math.log2(largest)) - INDEX_BITS)
  const count = (length: number) => ((length - 1) >> edge) + 1
  return { edge, along: [count(shape[0]), count(shape[1]), count(shape[2])] }
}

/** The set voxels of a volume, grouped in cubes of four voxels an edge (more beyond 4096 voxels an axis). */
export const pointBlocks = (volume: BitVolume): PointBlocks => {
  const {
    edge,
    along: [slabs, rows, columns],
  } = blocksOf(volume.shape)
  const counts = new Int32Array(slabs * rows * columns)
  const blockOf = (z: number, y: number, x: number): number =>
    ((z >> edge) * rows + (y >> edge)) * columns + (x >> edge)
  let filled = 0
  forEachVoxel(volume, (z, y, x) => {
    const block = blockOf(z, y, x)
    if (counts[block] === 0) filled++
    counts[block]!++
  })

  const keys = new Uint32Array(filled)
  let key = 0
  for (let z = 0, block = 0; z < slabs; z++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++, block++) {
        if (counts[block]! > 0) {
          keys[key++] = (spread(z) << 2) | (spread(y) << 1) | spread(x)
        }
      }
    }
  }
  keys.sort()

  const start = new Int32Array(keys.length + 1)
  const next = counts
  let total = 0
  for (let index = 0; index < keys.length; index++) {
    const place = keys[index]!
    const block = (gather(place >>> 2) * rows + gather(place >>> 1)) * columns + gather(place)
    const count = counts[block]!
    start[index] = total
    next[block] = total
    total += count
  }
  start[keys.length] = total
  const points = {
    z: new Int32Array(total),
    y: new Int32Array(total),
    x: new Int32Array(total),
    start,
  }
  forEachVoxel(volume, (z, y, x) => {
    const place = next[blockOf(z, y, x)]!++
    points.z[place] = z
    points.y[place] = y
    points.x[place] = x
  })
  return points
}
