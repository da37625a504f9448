import { emptyBits, rowOf, type BitVolume } from "./bitVolume.ts"
import type { Triple } from "./grid.ts"

// Normals of triangles along z, y, x, in eighths of a face of the cube, signs dropped.
const corner: Triple = [1, 1, 1]
const twofold: Triple = [2, 2, 2]
const threefold: Triple = [3, 3, 3]
const face: Triple = [4, 0, 0]
const slopeZY: Triple = [2, 2, 0]
const slopeZX: Triple = [2, 0, 2]
const slopeYX: Triple = [0, 2, 2]

/**
 * Triangles that marching cubes lays through a cube of eight voxel centres, for each of its
 * configurations up to symmetry (Lorensen and Cline 1987). Bit 4z + 2y + x of the code is set where
 * that corner is inside. The choice of triangles is that of deepmind's surface-distance, whose table
 * of 256 codes is these 13 under the cube's 48 symmetries and complement.
 */
const configurations: ReadonlyArray<readonly [code: number, triangles: readonly Triple[]]> = [
  [1, [corner]],
  [3, [slopeZY, slopeZY]],
  [6, [corner, corner]],
  [7, [face, twofold, corner]],
  [15, [face, face]],
  [22, [corner, corner, corner]],
  [23, [corner, twofold, twofold, corner]],
  [24, [corner, corner]],
  [25, [slopeYX, slopeYX, corner]],
  [27, [corner, threefold, slopeYX, slopeZX]],
  [30, [face, corner, twofold, corner]],
  [60, [slopeZY, slopeZY, slopeZY, slopeZY]],
  [105, [corner, corner, corner, corner]],
]

type Axis = 0 | 1 | 2
type AxisOrder = readonly [Axis, Axis, Axis]

const axisOrders: readonly AxisOrder[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
]

/** The code after its cube's axes are reordered and the axes in `mirror` (a bit each) turned round. */
const moved = (code: number, order: AxisOrder, mirror: number): number => {
  let result = 0
  for (let bit = 0; bit < 8; bit++) {
    if (((code >> bit) & 1) === 0) continue
    const bits = [bit >> 2, (bit >> 1) & 1, bit & 1]
    const image = (bits[order[0]]! << 2) | (bits[order[1]]! << 1) | bits[order[2]]!
    result |= 1 << (image ^ mirror)
  }
  return result
}

/** Area of the surface element of each of the 256 neighbour codes, in mm^2, for a spacing in mm. */
export const surfelAreas = ([stepZ, stepY, stepX]: Triple): Float64Array => {
  const areas = new Float64Array(256)
  for (const [code, triangles] of configurations) {
    for (const order of axisOrders) {
      let area = 0
      for (const normal of triangles) {
        area += Math.hypot(
          (normal[order[0]] / 8) * stepY * stepX,
          (normal[order[1]] / 8) * stepZ * stepX,
          (normal[order[2]] / 8) * stepZ * stepY,
        )
      }
      for (let mirror = 0; mirror < 8; mirror++) {
        const image = moved(code, order, mirror)
        areas[image] = area
        areas[255 - image] = area
      }
    }
  }
  return areas
}

/**
 * The voxel corners of a mask whose surface element is not nothing, half a voxel off and beyond
 * whose border is background: shape [d + 1, h + 1, w + 1]. Corner (z, y, x) is the first of voxel (z, y, x).
 */
export const surfelCorners = (mask: BitVolume): BitVolume => {
  const { rowWords, sliceWords, words } = mask
  const [depth, height, width] = mask.shape
  const corners = emptyBits([depth + 1, height + 1, width + 1])
  for (let z = 0; z <= depth; z++) {
    for (let y = 0; y <= height; y++) {
      const row = rowOf(mask, z, y)
      const target = rowOf(corners, z, y)
      let someBefore = 0
      let allBefore = 0
      for (let k = 0; k < rowWords; k++) {
        const i = row + k
        const a = words[i]!
        const b = words[i - rowWords]!
        const c = words[i - sliceWords]!
        const d = words[i - sliceWords - rowWords]!
        const some = a | b | c | d
        const all = a & b & c & d
        corners.words[target + k] =
          (some | (some << 1) | (someBefore >>> 31)) & ~(all & ((all << 1) | (allBefore >>> 31)))
        someBefore = some
        allBefore = all
      }
    }
  }
  return corners
}

/** The two voxels of a row on either side of corner x, the farther in the higher bit. */
const pairAt = (words: Uint32Array, row: number, x: number): number =>
  ((words[row + (x >>> 5)]! >>> (x & 31)) & 1) |
  (((words[row + ((x + 1) >>> 5)]! >>> ((x + 1) & 31)) & 1) << 1)

/** The neighbour code of a corner: bit 4z + 2y + x is the voxel on that side of it. */
export const neighbourCode = (mask: BitVolume, z: number, y: number, x: number): number => {
  const { rowWords, sliceWords, words } = mask
  const row = rowOf(mask, z, y)
  return (
    (pairAt(words, row, x) << 6) |
    (pairAt(words, row - rowWords, x) << 4) |
    (pairAt(words, row - sliceWords, x) << 2) |
    pairAt(words, row - sliceWords - rowWords, x)
  )
}
