import type { FileHandle } from "node:fs/promises"
import { constants } from "node:zlib"
import { MOST_GROWTH } from "../compressed.ts"
import { onePiece, readParts, type Part } from "../part.ts"
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
    let found = new Uint8Array()
    const take = (_: Part, bytes: Uint8Array<ArrayBuffer>): void => {
      found = bytes
    }
    await readParts(source.file, 0, true, [onePiece(offset, length)], take, signal)
    return found
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
