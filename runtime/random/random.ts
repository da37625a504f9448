import { createHash } from "node:crypto"
import { philox4x32, type Words4 } from "./philox.ts"

/** What a draw is for: part of the address of a random stream. */
export type Purpose = string | number

/**
 * A random stream with an address. Equal addresses give equal draws on every machine,
 * whatever was drawn elsewhere before.
 */
export interface Random {
  /** The words that its address stands for: a key of two, then the upper two of the counter of four. */
  readonly key: Words4
  /** Uniform integer in [0, 2^32). */
  readonly word: () => number
  /** Uniform in [0, 1), 53 bits. */
  readonly uniform: (low?: number, high?: number) => number
  /** Standard normal (Box-Muller). */
  readonly normal: () => number
  /** Uniform integer in [0, n), without modulo bias. */
  readonly integer: (n: number) => number
  /** True with the probability given. */
  readonly chance: (probability: number) => boolean
  /** The numbers 0..n-1 in random order (Fisher-Yates). */
  readonly permutation: (n: number) => Uint32Array
  /** A stream at a longer address; independent of what this one has drawn. */
  readonly at: (...purpose: readonly Purpose[]) => Random
}

const keyOf = (address: readonly Purpose[]): Words4 => {
  const digest = createHash("sha256").update(JSON.stringify(address)).digest()
  return [
    digest.readUInt32LE(0),
    digest.readUInt32LE(4),
    digest.readUInt32LE(8),
    digest.readUInt32LE(12),
  ]
}

const stream = (address: readonly Purpose[]): Random => {
  const key = keyOf(address)
  const [k0, k1, c2, c3] = key
  let block = 0
  let words: readonly number[] = []
  let used = 4
  let spare: number | undefined

  const word = (): number => {
    if (used === 4) {
      words = philox4x32([block >>> 0, Math.floor(block / 0x100000000), c2, c3], [k0, k1])
      block++
      used = 0
    }
    return words[used++]!
  }
  const uniform = (low = 0, high = 1): number => {
    const unit = ((word() >>> 5) * 0x4000000 + (word() >>> 6)) / 0x20000000000000
    return low + (high - low) * unit
  }
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare
      spare = undefined
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
    const angle = 2 * Math.PI * uniform()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
  const integer = (n: number): number => {
    const limit = 0x100000000 - (0x100000000 % n)
    let drawn = word()
    while (drawn >= limit) drawn = word()
    return drawn % n
  }
  const permutation = (n: number): Uint32Array => {
    const order = Uint32Array.from({ length: n }, (_, index) => index)
    for (let last = n - 1; last > 0; last--) {
      const other = integer(last + 1)
      const held = order[last]!
      order[last] = order[other]!
      order[other] = held
    }
    return order
  }
  return {
    key,
    word,
    uniform,
    normal,
    integer,
    chance: (probability) => uniform() < probability,
    permutation,
    at: (...purpose) => stream([...address, ...purpose]),
  }
}

/**
 * The stream of a seed and a purpose, such as `random(seed, "mask", step)`.
 * Philox4x32-10 keyed by the SHA-256 of the address.
 */
export const random = (seed: number, ...purpose: readonly Purpose[]): Random =>
  stream([seed, ...purpose])
