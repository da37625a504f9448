import { fault, type Fault } from "../../../../dsl/fault.ts"
import { open, type FileHandle } from "node:fs/promises"
import { basename, dirname, resolve } from "node:path"
import { promisify } from "node:util"
import { unzip } from "node:zlib"
import type { Effect } from "effect"
import { causeInWords, codeOf } from "../../../files/cause.ts"
import { fileError, type DatasetError } from "../../faults/datasetError.ts"
import { opening } from "../../faults/fileWork.ts"
import { MOST_GROWTH, unpackedFault } from "../compressed.ts"
import { voxelFileFault } from "../shortFile.ts"
import type { Affine } from "../nifti/affine.ts"
import type { NiftiData } from "../nifti/datatype.ts"
import { decodeVoxels } from "../nifti/decode.ts"
import { readAt } from "../../../files/readAt.ts"
import { unopened } from "../../../files/unopened.ts"
import { headerIn, headerless } from "./fields.ts"
import { metaHeaderOf, type MetaHeader } from "./header.ts"

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
  /** What of the header was not taken as it is. */
  readonly warnings: readonly Fault[]
}

/** First bytes that tell what a file is. */
const HEAD = 1024

const short = (file: string, stored: Uint8Array, found: number, needed: number): DatasetError =>
  fileError(
    file,
    voxelFileFault(
      `the voxels take ${found} bytes`,
      stored.subarray(0, HEAD),
      `${needed}, by the header`,
    ),
  )

const inflated = async (file: string, stored: Uint8Array, bytes: number): Promise<Uint8Array> => {
  try {
    // Less than the pool's size would lie in the pool, whose memory can't be given back.
    const chunkSize = Math.max(bytes + 64, Buffer.poolSize)
    return await promisify(unzip)(stored, { chunkSize, maxOutputLength: bytes + 1 })
  } catch (cause) {
    const what =
      codeOf(cause) === "ERR_BUFFER_TOO_LARGE"
        ? `the compressed voxels take more than the ${bytes} bytes of the header`
        : `the compressed voxels are damaged (${causeInWords(cause)})`
    // One that begins as a zlib or gzip stream is what was to be there.
    const isStream = stored[0] === 0x78 || stored[0] === 0x1f
    const head = stored.subarray(0, isStream ? 0 : HEAD)
    throw fileError(file, voxelFileFault(what, head))
  }
}

/** The bytes of the voxels, from a file in which the header takes `from` bytes. */
const voxelBytes = async (
  file: FileHandle,
  path: string,
  from: number,
  bytes: number,
  { shape, compressed, skip }: MetaHeader,
): Promise<Uint8Array> => {
  const { size } = await file.stat()
  const start = skip === -1 ? size - bytes : skip === 0 ? from : skip
  const available = Math.max(0, size - start)
  if (start >= 0 && start < from)
    throw fileError(
      path,
      fault({
        what: `HeaderSize is ${skip}, and the header takes ${from} bytes itself`,
        expected: "the bytes before the voxels, from where the file begins, as MetaIO counts them",
        hint: "Leave HeaderSize out where the voxels follow the header.",
      }),
    )
  if (start < 0 || available * (compressed ? MOST_GROWTH : 1) < bytes) {
    const head = Buffer.alloc(Math.min(HEAD, size))
    await readAt(file, head, 0)
    throw short(path, from === 0 ? head : head.subarray(0, 0), available, bytes)
  }
  const tooLarge = compressed ? unpackedFault(shape, bytes) : undefined
  if (tooLarge !== undefined) throw fileError(path, tooLarge)
  const target = Buffer.allocUnsafeSlow(compressed ? available : bytes)
  const stored = target.subarray(0, await readAt(file, target, start))
  const found = compressed ? await inflated(path, stored, bytes) : stored
  if (found.length < bytes) throw short(path, stored, found.length, bytes)
  return found
}

/** The header of a file. */
const parsedIn = async (file: FileHandle, path: string): Promise<MetaHeader> => {
  const found = await headerIn(file)
  if (found instanceof Uint8Array) throw fileError(path, headerless(found))
  const parsed = metaHeaderOf(found.fields, found.length, found.rest)
  if (parsed._tag === "Failure") throw fileError(path, parsed.failure)
  return parsed.success
}

/** Opens the file of the voxels that a header names, by a name beside it or an absolute one. */
const openedVoxels = async (path: string, dataFile: string, other: string) => {
  try {
    return await open(other, "r")
  } catch (cause) {
    const { what, hint } = await unopened(other, cause)
    const name = basename(dataFile.replaceAll("\\", "/"))
    throw fileError(
      other,
      fault({
        what: `${what}: the file of the voxels, which ${basename(path)} names`,
        hint:
          hint ??
          `Put it there; or put it beside the header, which then says ElementDataFile = ${name}.`,
      }),
    )
  }
}

/** The voxels of all files that a header names, one after another. */
const storedIn = async (
  path: string,
  header: MetaHeader,
  file: FileHandle,
): Promise<Uint8Array> => {
  const { shape, datatype, dataFiles, length } = header
  const bytes = shape[0] * shape[1] * shape[2] * datatype.bytes
  if (dataFiles.length === 0) return voxelBytes(file, path, length, bytes, header)
  const parts: Uint8Array[] = []
  for (const name of dataFiles) {
    const other = resolve(dirname(path), name)
    await using voxels = await openedVoxels(path, name, other)
    parts.push(await voxelBytes(voxels, other, 0, bytes / dataFiles.length, header))
  }
  const [first] = parts
  return first !== undefined && parts.length === 1 ? first : new Uint8Array(Buffer.concat(parts))
}

const read = async (path: string): Promise<MetaImage> => {
  await using file = await open(path, "r")
  const header = await parsedIn(file, path)
  const { shape, spacing, affine, warnings, datatype, littleEndian } = header
  const stored = await storedIn(path, header, file)
  const data = decodeVoxels(stored, littleEndian, { datatype })
  return { path, data, shape, spacing, affine, warnings }
}

/**
 * Reads a MetaImage (.mha, or .mhd and its raw file), plain or compressed, of up to three axes longer
 * than one voxel. Values and space are SimpleITK's, turned from LPS to RAS. Fails with what is wrong
 * and how to fix it; a file shorter than its header says gives no image.
 */
export const readMetaImage = (path: string): Effect.Effect<MetaImage, DatasetError> =>
  opening(path, () => read(path))
