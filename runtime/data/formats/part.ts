import type { FileHandle } from "node:fs/promises"
import { pipeline } from "node:stream/promises"
import { createUnzip } from "node:zlib"
import { readAt } from "../../files/readAt.ts"
import { unfilledBytes } from "../../files/unfilled.ts"

const CHUNK = 1 << 20

/** Some of a file's bytes: `count` pieces of so many `bytes`, each `step` after the one before. */
export interface Part {
  /** Of the first piece. */
  readonly offset: number
  readonly bytes: number
  readonly step: number
  readonly count: number
}

/** A part that is one piece. */
export const onePiece = (offset: number, bytes: number): Part => ({
  offset,
  bytes,
  step: bytes,
  count: 1,
})

/** Copies what of a part lies in a chunk that begins at a position. */
const copyPart = (
  chunk: Uint8Array,
  position: number,
  { offset, bytes, step, count }: Part,
  target: Uint8Array,
): void => {
  const first = Math.max(0, Math.floor((position - offset) / step))
  for (let piece = first; piece < count; piece++) {
    const from = offset + piece * step - position
    if (from >= chunk.length) return
    const to = piece * bytes - from
    const [start, end] = [Math.max(0, from), Math.min(chunk.length, from + bytes)]
    // Of pieces of one number each, a call for each would take longer than the copy.
    if (bytes > 8) {
      if (start < end) target.set(chunk.subarray(start, end), start + to)
    } else for (let at = start; at < end; at++) target[at + to] = chunk[at]!
  }
}

/** A part of bytes that are there. */
export const partOf = (whole: Uint8Array, part: Part): Uint8Array => {
  const target = unfilledBytes(part.count * part.bytes)
  copyPart(whole, 0, part, target)
  return target
}

/** A part, and how many bytes there are in all: with fewer than are asked for, the part is not whole. */
export interface ReadPart {
  readonly part: Uint8Array
  readonly held: number
}

/**
 * A part of what a file holds from a byte on, unpacked where it is compressed; no more than that is in memory at a
 * time. All of a stream is read, so that its checksum is verified. Rejects with Node's own errors.
 */
export const readPart = async (
  file: FileHandle,
  start: number,
  compressed: boolean,
  part: Part,
  signal?: AbortSignal,
): Promise<ReadPart> => {
  const target = unfilledBytes(part.count * part.bytes)
  if (!compressed && part.count === 1) {
    const read = await readAt(file, target, start + part.offset)
    const { size } = await file.stat()
    return { part: target, held: read < target.length ? part.offset + read : size - start }
  }
  let held = 0
  const take = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      copyPart(chunk, held, part, target)
      held += chunk.length
    }
  }
  const stored = file.createReadStream({ start, autoClose: false, highWaterMark: CHUNK })
  const options = signal === undefined ? {} : { signal }
  await (compressed
    ? pipeline(stored, createUnzip({ chunkSize: CHUNK }), take, options)
    : pipeline(stored, take, options))
  return { part: target, held }
}
