import { rowOf } from "./bitVolume.ts"
import type { Triple } from "./grid.ts"
import type { PointBlocks } from "./pointBlocks.ts"
import type { Surface } from "./surface.ts"

/** Voxels to either side that a look into a row takes in. */
const SIDE = 15

/** Rows that are looked into at most; beyond, a search in a tree is faster. */
const MOST_ROWS = 200

/** Rows about a voxel, the nearest first. */
interface Rows {
  readonly z: Int32Array
  readonly y: Int32Array
  /** Squared distance in mm^2 of each. */
  readonly squared: Float64Array
  /** Squared distance below which nothing is missed. */
  readonly reach: number
}

/** The rows nearer than a radius (mm) and somewhat more; undefined where they are too many. */
const rowsWithin = (radius: number, [stepZ, stepY, stepX]: Triple): Rows | undefined => {
  const reach = Math.min((SIDE + 1) * stepX, 1.25 * radius + stepX)
  if (reach < radius || (Math.PI * reach * reach) / (stepZ * stepY) > MOST_ROWS) return undefined
  const places: { readonly z: number; readonly y: number; readonly squared: number }[] = []
  const [farZ, farY] = [Math.ceil(reach / stepZ), Math.ceil(reach / stepY)]
  for (let z = -farZ; z <= farZ; z++) {
    for (let y = -farY; y <= farY; y++) {
      const squared = stepZ * z * (stepZ * z) + stepY * y * (stepY * y)
      if (squared < reach * reach) places.push({ z, y, squared })
    }
  }
  places.sort((a, b) => a.squared - b.squared)
  return {
    z: Int32Array.from(places, ({ z }) => z),
    y: Int32Array.from(places, ({ y }) => y),
    squared: Float64Array.from(places, ({ squared }) => squared),
    reach: reach * reach,
  }
}

/** Voxels from x to the nearest set bit of a row, 0 at x itself; more than `SIDE` where none is that near. */
const alongRow = (words: Uint32Array, row: number, rowWords: number, x: number): number => {
  const from = x + 1 - SIDE
  let window = 0
  if (from < 0) window = words[row]! << -from
  else {
    const k = from >>> 5
    const shift = from & 31
    window = words[row + k]! >>> shift
    if (shift > 0 && k + 1 < rowWords) window |= words[row + k + 1]! << (32 - shift)
  }
  if (window === 0) return SIDE + 1
  const ahead = window >>> SIDE
  const behind = window & ((1 << SIDE) - 1)
  const toAhead = ahead === 0 ? SIDE + 1 : 31 - Math.clz32(ahead & -ahead)
  const toBehind = behind === 0 ? SIDE + 1 : SIDE - 31 + Math.clz32(behind)
  return Math.min(toAhead, toBehind)
}

/**
 * Squared distance in mm^2 from each point to the nearest of a surface, by looking into the rows
 * about it: exact where it is `floor` or more, else anything below the floor; Infinity where the
 * nearest is too far for that. Undefined where the floor is.
 */
export const nearbySquared = (
  points: PointBlocks,
  { bits }: Surface,
  spacing: Triple,
  floor: number,
): Float64Array | undefined => {
  const rows = rowsWithin(Math.sqrt(floor), spacing)
  if (rows === undefined) return undefined
  const { words, rowWords } = bits
  const [depth, height] = bits.shape
  const stepX = spacing[2]
  const squared = new Float64Array(points.z.length)
  for (let q = 0; q < squared.length; q++) {
    const z = points.z[q]!
    const y = points.y[q]!
    const x = points.x[q]!
    let best = Infinity
    for (let r = 0; r < rows.z.length; r++) {
      const across = rows.squared[r]!
      if (across >= best || best < floor) break
      const rowZ = z + rows.z[r]!
      const rowY = y + rows.y[r]!
      if (rowZ < 0 || rowZ >= depth || rowY < 0 || rowY >= height) continue
      const along = stepX * alongRow(words, rowOf(bits, rowZ, rowY), rowWords, x)
      best = Math.min(best, across + along * along)
    }
    squared[q] = best < rows.reach ? best : Infinity
  }
  return squared
}
