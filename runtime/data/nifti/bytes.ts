import { createReadStream } from "node:fs"
import { open } from "node:fs/promises"
import { pipeline } from "node:stream/promises"
import { promisify } from "node:util"
import { constants, createGunzip, gunzip } from "node:zlib"
import { readAt } from "../readAt.ts"

const CHUNK = 1 << 20

/** Stored bytes that hold the first KB of a gzip stream, also behind a long file name. */
const HEAD = 1 << 13

/** A deflate stream can't grow more than this many times when it is unpacked (zlib's manual). */
const MOST_GROWTH = 1032

/** A file that may be compressed; told by its first bytes, not by its name. */
export interface Source {
  readonly path: string
  readonly gzip: boolean
  /** Size of the file on disk, bytes. */
  readonly size: number
}

/** The first bytes of a file, unzipped if need be: `length`, or all where it holds fewer. */
export const openSource = async (
  path: string,
  length: number,
): Promise<Source & { readonly head: Uint8Array }> => {
  const file = await open(path, "r")
  try {
    const { size } = await file.stat()
    const start = new Uint8Array(Math.min(size, HEAD))
    const stored = start.subarray(0, await readAt(file, start, 0))
    const gzip = stored[0] === 0x1f && stored[1] === 0x8b
    const plain = gzip
      ? await promisify(gunzip)(stored, { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: CHUNK })
      : stored
    return { path, gzip, size, head: plain.subarray(0, length) }
  } finally {
    await file.close()
  }
}

/** The most bytes that a source can hold once it is unzipped. */
export const capacity = ({ gzip, size }: Source): number => (gzip ? size * MOST_GROWTH : size)

const unzipAt = async (
  path: string,
  target: Uint8Array,
  offset: number,
  signal: AbortSignal,
): Promise<number> => {
  let position = 0
  const take = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      const from = Math.max(0, offset - position)
      const to = Math.min(chunk.length, offset + target.length - position)
      if (from < to) target.set(chunk.subarray(from, to), position + from - offset)
      position += chunk.length
    }
  }
  const compressed = createReadStream(path, { highWaterMark: CHUNK })
  await pipeline(compressed, createGunzip({ chunkSize: CHUNK }), take, { signal })
  return Math.min(Math.max(0, position - offset), target.length)
}

/**
 * Fills `target` from `offset` of the unzipped file and gives the bytes that were there. A gzip
 * stream is read to its end, so that its checksum is verified.
 */
export const fillFrom = async (
  source: Source,
  target: Uint8Array,
  offset: number,
  signal: AbortSignal,
): Promise<number> => {
  if (source.gzip) return unzipAt(source.path, target, offset, signal)
  const file = await open(source.path, "r")
  try {
    return await readAt(file, target, offset)
  } finally {
    await file.close()
  }
}
