import type { SharedMemory } from "./webAssembly.ts"

const pageBytes = 65_536

/** Bytes of a memory that 32-bit addresses reach; 64-bit ones take 1.4 times as long. */
export const memoryBytes = 65_536 * pageBytes

/** Bytes of state that fit into one memory beside the threads' blocks. */
export const mostStateBytes: number = memoryBytes - 2 ** 26

/** A memory that threads share. It never moves; what is not touched takes no room. */
export const sharedMemory = (bytes: number): SharedMemory => {
  const pages = Math.ceil(bytes / pageBytes)
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
}
