import { fault } from "../../../../dsl/fault.ts"
import { open, type FileHandle } from "node:fs/promises"
import { basename, dirname, resolve } from "node:path"
import { promisify } from "node:util"
import { unzip } from "node:zlib"
import type { Effect } from "effect"
import { causeInWords, codeOf } from "../../../files/cause.ts"
import { fileError, type DatasetError } from "../../faults/datasetError.ts"
import { opening } from "../../faults/fileWork.ts"
import { MOST_GROWTH, unpackedFault } from "../compressed.ts"
import type { ImageVolume } from "../grid.ts"
import { onePiece, partOf, readPart, type Part } from "../part.ts"
import { voxelFileFault } from "../shortFile.ts"
import { decodeVoxels } from "../nifti/decode.ts"
import { readAt } from "../../../files/readAt.ts"
import { unopened } from "../../../files/unopened.ts"
import { headerIn, headerless } from "./fields.ts"
import { metaHeaderOf, type MetaHeader } from "./header.ts"

/** First bytes that tell what a file is. */
const HEAD = 1024

/** In their place where these tell nothing. */
const NONE = new Uint8Array()

const short = (file: string, stored: Uint8Array, found: number, needed: number): DatasetError =>
  fileError(
    file,
    voxelFileFault(
      `the voxels take ${found} bytes`,
      stored.subarray(0, HEAD),
      `${needed}, by the header`,
    ),
  )

const damaged = (file: string, what: string, stored: Uint8Array): DatasetError => {
  // One that begins as a zlib or gzip stream is what was to be there.
  const isStream = stored[0] === 0x78 || stored[0] === 0x1f
  return fileError(file, voxelFileFault(what, stored.subarray(0, isStream ? 0 : HEAD)))
}

const tooMany = (bytes: number): string =>
  `the compressed voxels take more than the ${bytes} bytes of the header`

const unreadable = (cause: unknown): string =>
  `the compressed voxels are damaged (${causeInWords(cause)})`

const inflated = async (file: string, stored: Uint8Array, bytes: number): Promise<Uint8Array> => {
  try {
    // Less than the pool's size would lie in the pool, whose memory can't be given back.
    const chunkSize = Math.max(bytes + 64, Buffer.poolSize)
    return await promisify(unzip)(stored, { chunkSize, maxOutputLength: bytes + 1 })
  } catch (cause) {
    const what = codeOf(cause) === "ERR_BUFFER_TOO_LARGE" ? tooMany(bytes) : unreadable(cause)
    throw damaged(file, what, stored)
  }
}

/** Part of the voxels, which take so many bytes in all. */
const voxelsPart = async (
  file: FileHandle,
  path: string,
  start: number,
  bytes: number,
  compressed: boolean,
  wanted: Part,
): Promise<Uint8Array> => {
  const head = Buffer.alloc(HEAD)
  const stored = head.subarray(0, await readAt(file, head, start))
  const { part, held } = await readPart(file, start, compressed, wanted).catch((cause) => {
    throw damaged(path, unreadable(cause), stored)
  })
  if (compressed && held > bytes) throw damaged(path, tooMany(bytes), stored)
  if (held < bytes) throw short(path, compressed ? NONE : stored, held, bytes)
  return part
}

/** The bytes of all voxels, or of some, from a file in which the header takes `from` bytes. */
const voxelBytes = async (
  file: FileHandle,
  path: string,
  from: number,
  bytes: number,
  { shape, compressed, skip }: MetaHeader,
  wanted?: Part,
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
    throw short(path, from === 0 ? head : NONE, available, bytes)
  }
  const taken = wanted === undefined ? bytes : wanted.count * wanted.bytes
  const tooLarge = compressed ? unpackedFault(shape, taken) : undefined
  if (tooLarge !== undefined) throw fileError(path, tooLarge)
  if (wanted !== undefined) return voxelsPart(file, path, start, bytes, compressed, wanted)
  const target = Buffer.allocUnsafeSlow(compressed ? available : bytes)
  const stored = target.subarray(0, await readAt(file, target, start))
  const found = compressed ? await inflated(path, stored, bytes) : stored
  if (found.length < bytes) throw short(path, compressed ? NONE : stored, found.length, bytes)
  return found
}

/** The header of a file, as far as it says what an image is, or a channel of it. */
const parsedIn = async (
  file: FileHandle,
  path: string,
  channel: number | undefined,
): Promise<MetaHeader> => {
  const found = await headerIn(file)
  if (found instanceof Uint8Array) throw fileError(path, headerless(found))
  const parsed = metaHeaderOf(found.fields, found.length, found.rest, channel)
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

/** Where the bytes of the channel that is meant stand among those of all; undefined where there is no other. */
const partIn = ({ shape, datatype, channel, channels, interleaved }: MetaHeader) => {
  const voxels = shape[0] * shape[1] * shape[2]
  const { bytes } = datatype
  if (channels === 1) return undefined
  return interleaved
    ? { offset: channel * bytes, bytes, step: channels * bytes, count: voxels }
    : onePiece(channel * voxels * bytes, voxels * bytes)
}

/** The voxels of the image, or of the channel that is meant, from all files that a header names. */
const storedIn = async (
  path: string,
  header: MetaHeader,
  file: FileHandle,
): Promise<Uint8Array> => {
  const { shape, channels, datatype, dataFiles, length } = header
  const bytes = shape[0] * shape[1] * shape[2] * channels * datatype.bytes
  const part = partIn(header)
  if (dataFiles.length === 0) return voxelBytes(file, path, length, bytes, header, part)
  const isOne = dataFiles.length === 1
  const read: Uint8Array[] = []
  for (const name of dataFiles) {
    const other = resolve(dirname(path), name)
    await using voxels = await openedVoxels(path, name, other)
    const own = bytes / dataFiles.length
    read.push(await voxelBytes(voxels, other, 0, own, header, isOne ? part : undefined))
  }
  const [first] = read
  if (first !== undefined && isOne) return first
  const whole = new Uint8Array(Buffer.concat(read))
  return part === undefined ? whole : partOf(whole, part)
}

const read = async (path: string, channel: number | undefined): Promise<ImageVolume> => {
  await using file = await open(path, "r")
  const header = await parsedIn(file, path, channel)
  const { shape, spacing, affine, warnings, channels, datatype, littleEndian } = header
  const stored = await storedIn(path, header, file)
  const data = decodeVoxels(stored, littleEndian, { datatype })
  return { data, shape, spacing, affine, warnings, channels, channel: header.channel }
}

/**
 * Reads a MetaImage (.mha, or .mhd and its raw file), plain or compressed, of up to three axes longer
 * than one voxel, or one channel of several, from 0: numbers of a voxel, or volumes along a fourth axis. Values and
 * space are SimpleITK's, turned from LPS to RAS. Fails with what is wrong and how to fix it; a file shorter than
 * its header says gives no image.
 */
export const readMetaImage = (
  path: string,
  channel?: number,
): Effect.Effect<ImageVolume, DatasetError> => opening(path, () => read(path, channel))
