import type { Triple } from "../engine/index.ts"
import type { Random } from "../random/random.ts"

/** Tokens of an encoder in blocks that are masked together. */
export interface Blocks {
  /** Positions along each axis; whole blocks. */
  readonly grid: Triple
  readonly tokens: number
  /** Tokens of a block along each axis. */
  readonly block: number
}

const blockCount = ({ tokens, block }: Blocks): number => tokens / block ** 3

/** Blocks masked: the share rounded up, as in SimMIM's code, but not all. */
const maskedBlocks = (blocks: Blocks, ratio: number): number => {
  const count = blockCount(blocks)
  // A share such as 0.55 of 20 is a little above 11 in floating point.
  return Math.min(count - 1, Math.ceil(ratio * count - 1e-9))
}

/** Tokens masked in each crop. */
export const maskedTokenCount = (blocks: Blocks, ratio: number): number =>
  maskedBlocks(blocks, ratio) * blocks.block ** 3

/** The block of a token. */
const blockOf = ({ grid: [d, h, w], block }: Blocks, token: number): number => {
  const positions = d * h * w
  const [modality, position] = [Math.floor(token / positions), token % positions]
  const along = (index: number): number => Math.floor(index / block)
  const [z, y, x] = [Math.floor(position / (h * w)), Math.floor(position / w) % h, position % w]
  const [rows, columns] = [h / block, w / block]
  const within = (along(z) * rows + along(y)) * columns + along(x)
  return modality * (positions / block ** 3) + within
}

/** The mask of one crop, 1 = masked: a value a token. */
export const drawBlockMask = (blocks: Blocks, ratio: number, random: Random): Float32Array => {
  const order = random.permutation(blockCount(blocks))
  const masked = new Set(order.subarray(0, maskedBlocks(blocks, ratio)))
  return Float32Array.from({ length: blocks.tokens }, (_, token) =>
    masked.has(blockOf(blocks, token)) ? 1 : 0,
  )
}
