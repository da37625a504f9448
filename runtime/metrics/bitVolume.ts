import { endianness } from "node:os"
import type { Triple } from "./grid.ts"
import { aligned, bitsOfBlock, BLOCK_BYTES, wholeBlocks } from "./maskBlock.ts"

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
  const bytes = aligned(mask)
  const blocks = wholeBlocks(bytes)
  const blocksEnd = blocks.byteLength
  const quads = new Int32Array(bytes.buffer, bytes.byteOffset, blocksEnd / 4)
  const flat = new Uint32Array((bytes.length >>> 5) + 2)
  for (let block = 0; block < blocksEnd; block += BLOCK_BYTES) {
    if (bitsOfBlock(blocks, block >> 3) === 0n) continue
    for (let byte = block; byte < block + BLOCK_BYTES; byte += 4) {
      const quad = quads[byte >> 2]!
      // The highest bit of each byte is set where the byte is not 0.
      const filled = (((quad & 0x7f7f7f7f) + 0x7f7f7f7f) | quad) & 0x80808080
      flat[byte >> 5]! |= (Math.imul(filled >>> 7, GATHER) >>> 28) << (byte & 31)
    }
  }
  for (let i = blocksEnd; i < bytes.length; i++) {
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

/** Whether a bit is set in the words that hold the bits from one index to before another. */
const someBetween = (flat: Uint32Array, from: number, to: number): boolean => {
  for (let word = from >>> 5; word <= (to - 1) >>> 5; word++) {
    if (flat[word] !== 0) return true
  }
  return false
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
      if (!someBetween(flat, from, from + width)) continue
      const row = rowOf(volume, z, y)
      words[row] = bitsAt(flat, from) << 1
      for (let k = 1; k <= last; k++) words[row + k] = bitsAt(flat, from + 32 * k - 1)
      words[row + last]! &= inLast
    }
  }
  return volume
}

/** Whether no voxel is set. */
export const isEmpty = ({ words }: BitVolume): boolean => !someBetween(words, 0, 32 * words.length)
