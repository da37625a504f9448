import { aligned, bitsOfBlock, BLOCK_BYTES, wholeBlocks } from "./maskBlock.ts"

/** How many bytes are not 0 in one array, in the other, and in both. */
export interface Overlap {
  readonly one: number
  readonly other: number
  readonly both: number
}

/** 1 in each byte of a word that is not 0. */
const filled = (word: number): number =>
  ((((word & 0x7f7f7f7f) + 0x7f7f7f7f) | word) >>> 7) & 0x01010101

/** The sum of a word's bytes, where it is below 256. */
const byteSum = (word: number): number => Math.imul(word, 0x01010101) >>> 24

/** Of two arrays of one length; a block, then four bytes at a time. */
export const overlapOf = (ones: Uint8Array, others: Uint8Array): Overlap => {
  const [a, b] = [aligned(ones), aligned(others)]
  const [aBlocks, bBlocks] = [wholeBlocks(a), wholeBlocks(b)]
  const blocksEnd = aBlocks.byteLength
  const aWords = new Int32Array(a.buffer, a.byteOffset, blocksEnd / 4)
  const bWords = new Int32Array(b.buffer, b.byteOffset, blocksEnd / 4)
  let one = 0
  let other = 0
  let both = 0
  for (let byte = 0; byte < blocksEnd; byte += BLOCK_BYTES) {
    if ((bitsOfBlock(aBlocks, byte >> 3) | bitsOfBlock(bBlocks, byte >> 3)) === 0n) continue
    let inA = 0
    let inB = 0
    let inBoth = 0
    for (let i = byte >> 2; i < (byte + BLOCK_BYTES) >> 2; i++) {
      const filledA = filled(aWords[i]!)
      const filledB = filled(bWords[i]!)
      inA = (inA + filledA) | 0
      inB = (inB + filledB) | 0
      inBoth = (inBoth + (filledA & filledB)) | 0
    }
    one += byteSum(inA)
    other += byteSum(inB)
    both += byteSum(inBoth)
  }
  for (let i = blocksEnd; i < a.length; i++) {
    const [inA, inB] = [a[i] === 0 ? 0 : 1, b[i] === 0 ? 0 : 1]
    one += inA
    other += inB
    both += inA & inB
  }
  return { one, other, both }
}
