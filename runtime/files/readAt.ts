import { readSync } from "node:fs"
import type { FileHandle } from "node:fs/promises"

/** The most that one call of the operating system reads everywhere, bytes. */
const LARGEST_READ = 1 << 30

/** Reads from `position` until `target` is full or the file ends; gives the bytes read. */
export const readAt = async (
  file: FileHandle,
  target: Uint8Array,
  position: number,
): Promise<number> => {
  let filled = 0
  while (filled < target.length) {
    const length = Math.min(target.length - filled, LARGEST_READ)
    const { bytesRead } = await file.read(target, filled, length, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}

/** The same at once, of a file descriptor; throws Node's own errors. */
export const readAtSync = (file: number, target: Uint8Array, position: number): number => {
  let filled = 0
  while (filled < target.length) {
    const length = Math.min(target.length - filled, LARGEST_READ)
    const bytesRead = readSync(file, target, filled, length, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}
