import { endianness } from "node:os"
import type { NiftiData } from "./datatype.ts"
import type { Layout } from "./layout.ts"

const HOST_IS_LITTLE_ENDIAN = endianness() === "LE"

/** Swaps the bytes of each value, in place. */
const swapBytes = (bytes: Buffer, width: 1 | 2 | 4 | 8): void => {
  if (width === 2) bytes.swap16()
  if (width === 4) bytes.swap32()
  if (width === 8) bytes.swap64()
}

/**
 * Values of the voxels' stored bytes; takes them over. Stored numbers keep their type (64-bit
 * integers become float64); scaled ones are float64, computed as nibabel's `get_fdata` does.
 */
export const decodeVoxels = (
  bytes: Uint8Array,
  littleEndian: boolean,
  { datatype, scaling }: Pick<Layout, "datatype" | "scaling">,
): NiftiData => {
  const { buffer, byteOffset, byteLength } =
    bytes.byteOffset % datatype.bytes === 0 ? bytes : new Uint8Array(bytes)
  if (littleEndian !== HOST_IS_LITTLE_ENDIAN) {
    swapBytes(Buffer.from(buffer, byteOffset, byteLength), datatype.bytes)
  }
  const stored = datatype.values(buffer, byteOffset, byteLength / datatype.bytes)
  if (scaling === undefined) return stored
  return Float64Array.from(stored, (value) => value * scaling.slope + scaling.intercept)
}
