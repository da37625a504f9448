/** Bytes of a mask that are passed over at once where all are 0, as most of them are. */
export const BLOCK_BYTES = 64

/** A mask that can be read as 64-bit words; copied where it lies in between. */
export const aligned = (mask: Uint8Array): Uint8Array =>
  mask.byteOffset % 8 === 0 ? mask : new Uint8Array(mask)

/** The whole blocks of an aligned mask as 64-bit words. */
export const wholeBlocks = ({ buffer, byteOffset, length }: Uint8Array): BigInt64Array =>
  new BigInt64Array(buffer, byteOffset, (BLOCK_BYTES / 8) * Math.floor(length / BLOCK_BYTES))

/**
 * All bits of the block that begins at a word. Compared with 0n at once, it stays a machine word:
 * no BigInt is made.
 */
export const bitsOfBlock = (words: BigInt64Array, first: number): bigint =>
  words[first]! |
  words[first + 1]! |
  words[first + 2]! |
  words[first + 3]! |
  words[first + 4]! |
  words[first + 5]! |
  words[first + 6]! |
  words[first + 7]!
