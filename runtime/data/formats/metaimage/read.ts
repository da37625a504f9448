import { open, type FileHandle } from "node:fs/promises"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { unzip } from "node:zlib"
import { Effect } from "effect"
import { causeInWords, codeOf } from "../../../files/cause.ts"
import { datasetError, DatasetError } from "../../faults/datasetError.ts"
import type { Affine } from "../nifti/affine.ts"
import type { NiftiData } from "../nifti/datatype.ts"
import { decodeVoxels } from "../nifti/decode.ts"
import { readAt } from "../../../files/readAt.ts"
import { faultAt, type Rejection } from "../../faults/rejection.ts"
import { LONGEST_HEADER, parseMetaHeader, type MetaHeader } from "./header.ts"

/** An image of real numbers and the space it lies in. */
export interface MetaImage {
  readonly path: string
  /** x fastest, in the stored type; 64-bit integers as float64. */
  readonly data: NiftiData
  /** (x, y, z). */
  readonly shape: readonly [number, number, number]
  /** (x, y, z), mm. */
  readonly spacing: readonly [number, number, number]
  /** Voxel (x, y, z) to world mm, RAS+. */
  readonly affine: Affine
}

const AGAIN = "Copy or download it again."

/** A deflate stream can't grow more than this many times when it is unpacked (zlib's manual). */
const MOST_GROWTH = 1032

const rejected = (file: string, rejection: Rejection): DatasetError =>
  datasetError(faultAt({ file }, rejection))

const short = (file: string, found: number, needed: number): DatasetError =>
  rejected(file, {
    what: `the voxels take ${found} bytes`,
    expected: `${needed}, by the header`,
    hint: AGAIN,
  })

const inflated = async (file: string, stored: Uint8Array, bytes: number): Promise<Uint8Array> => {
  try {
    return await promisify(unzip)(stored, { chunkSize: bytes + 64, maxOutputLength: bytes + 1 })
  } catch (cause) {
    const what =
      codeOf(cause) === "ERR_BUFFER_TOO_LARGE"
        ? `the compressed voxels take more than the ${bytes} bytes of the header`
        : `the compressed voxels are damaged (${causeInWords(cause)})`
    throw rejected(file, { what, hint: AGAIN })
  }
}

/** The bytes of the voxels, from a file in which the header takes `from` bytes. */
const voxelBytes = async (
  file: FileHandle,
  path: string,
  from: number,
  { shape, datatype, compressed, skip }: MetaHeader,
): Promise<Uint8Array> => {
  const bytes = shape[0] * shape[1] * shape[2] * datatype.bytes
  const { size } = await file.stat()
  const start = skip === -1 ? size - bytes : from + skip
  const available = Math.max(0, size - start)
  if (start < from || available * (compressed ? MOST_GROWTH : 1) < bytes)
    throw short(path, available, bytes)
  const target = Buffer.allocUnsafeSlow(compressed ? available : bytes)
  const stored = target.subarray(0, await readAt(file, target, start))
  const found = compressed ? await inflated(path, stored, bytes) : stored
  if (found.length < bytes) throw short(path, found.length, bytes)
  return found
}

const read = async (path: string): Promise<MetaImage> => {
  const file = await open(path, "r")
  try {
    const start = new Uint8Array(LONGEST_HEADER)
    const parsed = parseMetaHeader(start.subarray(0, await readAt(file, start, 0)))
    if (parsed._tag === "Failure") throw rejected(path, parsed.failure)
    const header = parsed.success
    const { shape, spacing, affine, datatype, littleEndian, dataFile, length } = header
    const isLocal = dataFile.toUpperCase() === "LOCAL"
    const other = join(dirname(path), dataFile)
    const voxels = isLocal ? file : await open(other, "r")
    try {
      const stored = await voxelBytes(voxels, isLocal ? path : other, isLocal ? length : 0, header)
      const data = decodeVoxels(stored, littleEndian, { datatype })
      return { path, data, shape, spacing, affine }
    } finally {
      if (!isLocal) await voxels.close()
    }
  } finally {
    await file.close()
  }
}

/**
 * Reads a MetaImage (.mha, or .mhd and its raw file), plain or compressed, of up to three axes longer
 * than one voxel. Values and space are SimpleITK's, turned from LPS to RAS. Fails with what is wrong
 * and how to fix it; a file shorter than its header says gives no image.
 */
export const readMetaImage = (path: string): Effect.Effect<MetaImage, DatasetError> =>
  Effect.tryPromise({
    try: () => read(path),
    catch: (cause) =>
      cause instanceof DatasetError
        ? cause
        : datasetError({
            what: causeInWords(cause),
            where: {
              file:
                cause instanceof Error && "path" in cause && typeof cause.path === "string"
                  ? cause.path
                  : path,
            },
          }),
  })
