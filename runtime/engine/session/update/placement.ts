import type { Loop } from "./loops.ts"

/** Elements that a thread computes at a time: what it copies of a gradient stays in the cache. */
export const blockElements = 8_192

// Tensors that begin at the same place of a page would hinder one another in the cache.
const apart = 320

const floatBytes = 4
const padded = (size: number): number => Math.ceil((size * floatBytes) / 64) * 64 + apart

/** Where the tensors of a loop lie. */
interface Placed {
  readonly loop: Loop
  readonly memory: number
  /** Byte offsets of its entries in the memory. */
  readonly entries: readonly number[]
}

export interface Placement {
  /** Bytes of each memory. */
  readonly memories: readonly number[]
  readonly placed: readonly Placed[]
}

/** Bytes of a memory that are kept for blocks of computed tensors, the same for each thread. */
export const scratchBytes = (loops: readonly Loop[]): number =>
  Math.max(0, ...loops.map(({ computed }) => computed.length)) *
  (blockElements * floatBytes + apart)

/** Where block `index` of a thread begins. */
export const scratchOffset = (scratch: number, thread: number, index: number): number =>
  thread * scratch + index * (blockElements * floatBytes + apart)

/** Gives the entries of loops places in memories of at most `most` bytes, each loop's in one memory. */
export const placementOf = (loops: readonly Loop[], threads: number, most: number): Placement => {
  const first = threads * scratchBytes(loops)
  const memories: number[] = []
  const placed = loops.map((loop): Placed => {
    const bytes = loop.entries.length * padded(loop.size)
    const used = memories.at(-1)
    if (used === undefined || used + bytes > most) memories.push(first)
    const memory = memories.length - 1
    const start = memories[memory]!
    memories[memory] = start + bytes
    const entries = loop.entries.map((_, index) => start + index * padded(loop.size))
    return { loop, memory, entries }
  })
  return { memories, placed }
}
