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

const lengthOf = ({ bytes, count }: Part): number => bytes * count

const endOf = ({ offset, bytes, step, count }: Part): number => offset + (count - 1) * step + bytes

/** Copies what of a part lies in a chunk that begins at a position. */
const copyPart = (
  chunk: Uint8Array,
  position: number,
  { offset, bytes, step, count }: Part,
  target: Uint8Array,
): void => {
  const { length } = chunk
  for (let piece = Math.max(0, Math.floor((position - offset) / step)); piece < count; piece++) {
    const from = offset + piece * step - position
    if (from >= length) return
    const end = Math.min(length, from + bytes)
    let at = Math.max(0, from)
    let to = piece * bytes + at - from
    // Of pieces of one number each, a call for each would take longer than the copy.
    if (bytes <= 8) while (at < end) target[to++] = chunk[at++]!
    else if (at < end) target.set(chunk.subarray(at, end), to)
  }
}

/** A part of bytes that are there. */
export const partOf = (whole: Uint8Array, part: Part): Uint8Array => {
  const target = unfilledBytes(lengthOf(part))
  copyPart(whole, 0, part, target)
  return target
}

/**
 * Parts of what a file holds from a byte on, unpacked where it is compressed, each taken as soon as it is there, so
 * that parts which do not overlap are in memory one at a time. All of a stream is read, so that its checksum is
 * verified. Gives how many bytes there are in all: where these are fewer than a part needs, it was not taken. Rejects
 * with Node's own errors.
 */
export const readParts = async (
  file: FileHandle,
  start: number,
  compressed: boolean,
  parts: readonly Part[],
  take: (part: Part, bytes: Uint8Array<ArrayBuffer>) => void,
  signal?: AbortSignal,
): Promise<number> => {
  if (!compressed && parts.every(({ count }) => count === 1)) {
    for (const part of parts) {
      const target = unfilledBytes(part.bytes)
      const read = await readAt(file, target, start + part.offset)
      if (read < part.bytes) return part.offset + read
      take(part, target)
    }
    return (await file.stat()).size - start
  }
  const waiting = new Set(parts)
  const targets = new Map<Part, Uint8Array<ArrayBuffer>>()
  let held = 0
  const add = (chunk: Uint8Array): void => {
    const end = held + chunk.length
    for (const part of waiting) {
      if (part.offset >= end) continue
      const target = targets.get(part) ?? unfilledBytes(lengthOf(part))
      targets.set(part, target)
      copyPart(chunk, held, part, target)
      if (endOf(part) > end) continue
      waiting.delete(part)
      targets.delete(part)
      take(part, target)
    }
    held = end
  }
  const addAll = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) add(chunk)
  }
  const stored = file.createReadStream({ start, autoClose: false, highWaterMark: CHUNK })
  const options = signal === undefined ? {} : { signal }
  await (compressed
    ? pipeline(stored, createUnzip({ chunkSize: CHUNK }), addAll, options)
    : pipeline(stored, addAll, options))
  return held
}
