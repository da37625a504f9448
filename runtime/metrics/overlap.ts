/** How many bytes are not 0 in one array, in the other, and in both. */
export interface Overlap {
  readonly one: number
  readonly other: number
  readonly both: number
}

/** Words whose counts of up to four a word fit the byte that they are summed into. */
const FOLD = 63

const aligned = (bytes: Uint8Array): Uint8Array =>
  bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)

/** 1 in each byte of a word that is not 0. */
const filled = (word: number): number =>
  ((((word & 0x7f7f7f7f) + 0x7f7f7f7f) | word) >>> 7) & 0x01010101

/** The sum of a word's bytes, where it is below 256. */
const byteSum = (word: number): number => Math.imul(word, 0x01010101) >>> 24

/** Of two arrays of one length; four bytes at a time. */
export const overlapOf = (ones: Uint8Array, others: Uint8Array): Overlap => {
  const [a, b] = [aligned(ones), aligned(others)]
  const length = a.length >>> 2
  const aWords = new Uint32Array(a.buffer, a.byteOffset, length)
  const bWords = new Uint32Array(b.buffer, b.byteOffset, length)
  let one = 0
  let other = 0
  let both = 0
  for (let from = 0; from < length; from += FOLD) {
    const to = Math.min(from + FOLD, length)
    let inA = 0
    let inB = 0
    let inBoth = 0
    for (let i = from; i < to; i++) {
      const wordA = aWords[i]!
      const wordB = bWords[i]!
      if ((wordA | wordB) === 0) continue
      const filledA = filled(wordA)
      const filledB = filled(wordB)
      inA = (inA + filledA) | 0
      inB = (inB + filledB) | 0
      inBoth = (inBoth + (filledA & filledB)) | 0
    }
    one += byteSum(inA)
    other += byteSum(inB)
    both += byteSum(inBoth)
  }
  for (let i = 4 * length; i < a.length; i++) {
    const [inA, inB] = [a[i] === 0 ? 0 : 1, b[i] === 0 ? 0 : 1]
    one += inA
    other += inB
    both += inA & inB
  }
  return { one, other, both }
}
