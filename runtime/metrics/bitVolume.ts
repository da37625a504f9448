import { endianness } from "node:os"
import type { Triple } from "./grid.ts"

/**
 * A mask of [depth, height, width] voxels, one bit each, with a border of one empty voxel all round.
 * A row fills whole words; bit x + 1 of it is voxel x.
 */
export interface BitVolume {
  readonly shape: Triple
  /** Of a row. */
  readonly rowWords: number
  readonly sliceWords: number
  readonly words: Uint32Array
}

/** A volume without a voxel. */
export const emptyBits = (shape: Triple): BitVolume => {
  const rowWords = Math.ceil((shape[2] + 2) / 32)
  const sliceWords = (shape[1] + 2) * rowWords
  return { shape, rowWords, sliceWords, words: new Uint32Array((shape[0] + 2) * sliceWords) }
}

/** Index of the first word of row (z, y); -1 and the length of an axis are the border. */
export const rowOf = ({ rowWords, sliceWords }: BitVolume, z: number, y: number): number =>
  (z + 1) * sliceWords + (y + 1) * rowWords

/** Multiplied by four bytes of 0 or 1, it has them as its highest bits, the last in memory on top. */
const GATHER = endianness() === "LE" ? 0x10204080 : 0x80402010

/** One bit a voxel without borders, the first voxel lowest; one word more than that takes. */
const flatBits = (mask: Uint8Array): Uint32Array => {
  const bytes = mask.byteOffset % 4 === 0 ? mask : new Uint8Array(mask)
  const quads = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2)
  const flat = new Uint32Array((bytes.length >>> 5) + 2)
  for (let i = 0; i < quads.length; i += 8) {
    let word = 0
    for (let shift = 0, j = i; shift < 32 && j < quads.length; shift += 4, j++) {
      const quad = quads[j]!
      if (quad === 0) continue
      // The highest bit of each byte is set where the byte is not 0.
      const filled = (((quad & 0x7f7f7f7f) + 0x7f7f7f7f) | quad) & 0x80808080
      word |= (Math.imul(filled >>> 7, GATHER) >>> 28) << shift
    }
    flat[i >>> 3] = word
  }
  for (let i = quads.length << 2; i < bytes.length; i++) {
    if (bytes[i] !== 0) flat[i >>> 5]! |= 1 << (i & 31)
  }
  return flat
}

/** Thirty-two bits from a bit's index on. */
const bitsAt = (flat: Uint32Array, index: number): number => {
  const word = index >>> 5
  const shift = index & 31
  return shift === 0 ? flat[word]! : (flat[word]! >>> shift) | (flat[word + 1]! << (32 - shift))
}

/** The nonzero voxels of a mask [d, h, w]. */
export const packBits = (mask: Uint8Array, shape: Triple): BitVolume => {
  const volume = emptyBits(shape)
  const { words } = volume
  const flat = flatBits(mask)
  const [depth, height, width] = shape
  const last = width >>> 5
  const inLast = 2 ** ((width & 31) + 1) - 1
  for (let z = 0, from = 0; z < depth; z++) {
    for (let y = 0; y < height; y++, from += width) {
      const row = rowOf(volume, z, y)
      words[row] = bitsAt(flat, from) << 1
      for (let k = 1; k <= last; k++) words[row + k] = bitsAt(flat, from + 32 * k - 1)
      words[row + last]! &= inLast
    }
  }
  return volume
}

/** Whether no voxel is set. */
export const isEmpty = ({ words }: BitVolume): boolean => words.every((word) => word === 0)
