import type { FileHandle } from "node:fs/promises"
import { pipeline } from "node:stream/promises"
import { constants, createGunzip } from "node:zlib"
import { MOST_GROWTH } from "../compressed.ts"
import { gunzipped } from "./gunzip.ts"
import { codeOf } from "../../../files/cause.ts"
import { readAt } from "../../../files/readAt.ts"
import { detachBuffers } from "../../../files/detachBuffers.ts"
import { unfilledBytes } from "../../../files/unfilled.ts"

const CHUNK = 1 << 20

/** Stored bytes that hold the first KB of a gzip stream, also behind a long file name. */
const HEAD = 1 << 13

/** An open file that may be compressed; told by its first bytes, not by its name. */
export interface Source {
  readonly path: string
  readonly file: FileHandle
  readonly gzip: boolean
  /** Size of the file on disk, bytes. */
  readonly size: number
  /** The first bytes, unzipped if need be. */
  readonly head: Uint8Array
}

/** A file and its first bytes: `length`, or all where it holds fewer. */
export const sourceOf = async (path: string, file: FileHandle, length: number): Promise<Source> => {
  const { size } = await file.stat()
  const start = new Uint8Array(Math.min(size, HEAD))
  const stored = start.subarray(0, await readAt(file, start, 0))
  const gzip = stored[0] === 0x1f && stored[1] === 0x8b
  const plain = gzip
    ? await gunzipped(stored, { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: CHUNK })
    : stored
  return { path, file, gzip, size, head: plain.subarray(0, length) }
}

/** The most bytes that a source can hold once it is unzipped. */
export const capacity = ({ gzip, size }: Source): number => (gzip ? size * MOST_GROWTH : size)

/** Of a stream that holds more than is asked for; all of it is read, so that its checksum is verified. */
const unzipPart = async (
  { file }: Source,
  offset: number,
  length: number,
  signal: AbortSignal,
): Promise<Uint8Array> => {
  const target = unfilledBytes(length)
  let position = 0
  const take = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      const from = Math.max(0, offset - position)
      const to = Math.min(chunk.length, offset + length - position)
      if (from < to) target.set(chunk.subarray(from, to), position + from - offset)
      position += chunk.length
    }
  }
  const compressed = file.createReadStream({ start: 0, autoClose: false, highWaterMark: CHUNK })
  await pipeline(compressed, createGunzip({ chunkSize: CHUNK }), take, { signal })
  return target.subarray(0, Math.max(0, position - offset))
}

/** Unzips at once into one buffer of the size expected, which spares copies. */
const unzip = async (
  source: Source,
  offset: number,
  length: number,
  signal: AbortSignal,
): Promise<Uint8Array> => {
  const compressed = unfilledBytes(source.size)
  const stored = compressed.subarray(0, await readAt(source.file, compressed, 0))
  const expected = offset + length
  try {
    // With room to spare zlib sees the end of the stream without another buffer; and a buffer of the
    // size of Node's pool is none of its parts.
    const all = await gunzipped(stored, {
      chunkSize: Math.max(expected + 64, Buffer.poolSize),
      maxOutputLength: expected,
    })
    return all.subarray(Math.min(offset, all.length))
  } catch (cause) {
    if (codeOf(cause) !== "ERR_BUFFER_TOO_LARGE") throw cause
    return await unzipPart(source, offset, length, signal)
  } finally {
    detachBuffers(compressed)
  }
}

/**
 * Up to `length` bytes from `offset` of the unzipped file, fewer where it ends before; their buffer
 * is theirs alone.
 */
export const readSource = async (
  source: Source,
  offset: number,
  length: number,
  signal: AbortSignal,
): Promise<Uint8Array> => {
  if (source.gzip) return unzip(source, offset, length, signal)
  const target = unfilledBytes(length)
  return target.subarray(0, await readAt(source.file, target, offset))
}
