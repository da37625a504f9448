import { finished } from "node:stream/promises"
import { promisify } from "node:util"
import { createInflateRaw, gunzip, type ZlibOptions } from "node:zlib"
import { codeOf } from "../../../files/cause.ts"

const [EXTRA, NAME, COMMENT, CHECKSUM] = [4, 8, 16, 2]

/** Whether a member of a gzip file begins at a byte (RFC 1952). */
const isMember = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0x1f && bytes[at + 1] === 0x8b

/** Where the deflated bytes of a member begin, behind its header. */
const dataOf = (bytes: Uint8Array, at: number): number => {
  const flags = bytes[at + 3] ?? 0
  let start = at + 10
  if ((flags & EXTRA) !== 0) start += 2 + (bytes[start] ?? 0) + 256 * (bytes[start + 1] ?? 0)
  for (const text of [NAME, COMMENT]) if ((flags & text) !== 0) start = bytes.indexOf(0, start) + 1
  return (flags & CHECKSUM) === 0 ? start : start + 2
}

/** Bytes of the members with which a file begins, each with a trailer of 8 bytes. */
const lengthOfMembers = async (bytes: Uint8Array): Promise<number> => {
  let at = 0
  while (isMember(bytes, at)) {
    const start = dataOf(bytes, at)
    const inflating = createInflateRaw()
    inflating.resume().end(bytes.subarray(start))
    await finished(inflating)
    at = start + inflating.bytesWritten + 8
  }
  return at
}

/**
 * Unzips a gzip file. What stands behind its last member and is none itself is passed over, as by gzip and ITK;
 * Node refuses all but zeros there.
 */
export const gunzipped = async (bytes: Uint8Array, options: ZlibOptions): Promise<Uint8Array> => {
  try {
    return await promisify(gunzip)(bytes, options)
  } catch (cause) {
    const code = codeOf(cause)
    if (code !== "Z_DATA_ERROR" && code !== "Z_BUF_ERROR") throw cause
    const length = await lengthOfMembers(bytes).catch(() => bytes.length)
    if (length >= bytes.length) throw cause
    return await promisify(gunzip)(bytes.subarray(0, length), options)
  }
}
