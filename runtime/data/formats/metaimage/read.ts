import { fault } from "../../../../dsl/fault.ts"
import { open, type FileHandle } from "node:fs/promises"
import { basename, dirname, resolve } from "node:path"
import { promisify } from "node:util"
import { unzip } from "node:zlib"
import { Result, type Effect } from "effect"
import { causeInWords, codeOf } from "../../../files/cause.ts"
import { datasetError, faultAt, fileError, type DatasetError } from "../../faults/datasetError.ts"
import { opening } from "../../faults/fileWork.ts"
import { MOST_GROWTH, unpackedFault } from "../compressed.ts"
import type { TakeVolume } from "../grid.ts"
import { onePiece, partOf, readParts, type Part } from "../part.ts"
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

/** What is taken of the voxels: parts of their bytes, each when it is there. */
interface Wanted {
  readonly parts: readonly Part[]
  readonly take: (part: Part, stored: Uint8Array) => void
}

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

/** Takes parts of the voxels, which take so many bytes in all. */
const takeParts = async (
  file: FileHandle,
  path: string,
  start: number,
  bytes: number,
  compressed: boolean,
  { parts, take }: Wanted,
): Promise<void> => {
  const head = Buffer.alloc(HEAD)
  const stored = head.subarray(0, await readAt(file, head, start))
  const held = await readParts(file, start, compressed, parts, take).catch((cause) => {
    throw damaged(path, unreadable(cause), stored)
  })
  if (compressed && held > bytes) throw damaged(path, tooMany(bytes), stored)
  if (held < bytes) throw short(path, compressed ? NONE : stored, held, bytes)
}

/** Where so many bytes of voxels begin, in a file in which the header takes `from` bytes. */
const startIn = async (
  file: FileHandle,
  path: string,
  from: number,
  bytes: number,
  { compressed, skip }: MetaHeader,
): Promise<{ readonly start: number; readonly available: number }> => {
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
  return { start, available }
}

const checkLarge = (path: string, { shape, compressed }: MetaHeader, taken: number): void => {
  const tooLarge = compressed ? unpackedFault(shape, taken) : undefined
  if (tooLarge !== undefined) throw fileError(path, tooLarge)
}

/** The bytes of the voxels, from a file in which the header takes `from` bytes. */
const voxelBytes = async (
  file: FileHandle,
  path: string,
  from: number,
  bytes: number,
  header: MetaHeader,
): Promise<Uint8Array> => {
  const { compressed } = header
  const { start, available } = await startIn(file, path, from, bytes, header)
  checkLarge(path, header, bytes)
  const target = Buffer.allocUnsafeSlow(compressed ? available : bytes)
  const stored = target.subarray(0, await readAt(file, target, start))
  const found = compressed ? await inflated(path, stored, bytes) : stored
  if (found.length < bytes) throw short(path, compressed ? NONE : stored, found.length, bytes)
  return found
}

/** The header of a file, for each channel that is asked for. */
const parsedIn = async (
  file: FileHandle,
  path: string,
  channels: readonly (number | undefined)[],
): Promise<readonly MetaHeader[]> => {
  const found = await headerIn(file)
  if (found instanceof Uint8Array) throw fileError(path, headerless(found))
  const parsed = channels.map((channel) =>
    metaHeaderOf(found.fields, found.length, found.rest, channel),
  )
  const refused = parsed.flatMap((each) =>
    Result.isFailure(each) ? [faultAt({ file: path }, each.failure)] : [],
  )
  if (refused.length > 0) throw datasetError(...refused)
  return parsed.flatMap((each) => (Result.isSuccess(each) ? [each.success] : []))
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

/** Where the bytes of a channel stand among those of all. */
const partIn = ({ shape, datatype, channel, channels, interleaved }: MetaHeader): Part => {
  const voxels = shape[0] * shape[1] * shape[2]
  const { bytes } = datatype
  return interleaved
    ? { offset: channel * bytes, bytes, step: channels * bytes, count: voxels }
    : onePiece(channel * voxels * bytes, voxels * bytes)
}

/** All voxels, from all files that a header names, one after another. */
const allVoxels = async (
  path: string,
  header: MetaHeader,
  file: FileHandle,
  bytes: number,
): Promise<Uint8Array> => {
  const { dataFiles, length } = header
  if (dataFiles.length === 0) return voxelBytes(file, path, length, bytes, header)
  const read: Uint8Array[] = []
  for (const name of dataFiles) {
    const other = resolve(dirname(path), name)
    await using voxels = await openedVoxels(path, name, other)
    read.push(await voxelBytes(voxels, other, 0, bytes / dataFiles.length, header))
  }
  const [first] = read
  return first !== undefined && read.length === 1 ? first : new Uint8Array(Buffer.concat(read))
}

/** Takes channels of the voxels. Of several files all is read first. */
const takeChannels = async (
  path: string,
  header: MetaHeader,
  file: FileHandle,
  bytes: number,
  wanted: Wanted,
): Promise<void> => {
  const [name, ...others] = header.dataFiles
  if (others.length > 0) {
    const whole = await allVoxels(path, header, file, bytes)
    for (const part of wanted.parts) wanted.take(part, partOf(whole, part))
    return
  }
  const other = name === undefined ? path : resolve(dirname(path), name)
  await using opened = name === undefined ? undefined : await openedVoxels(path, name, other)
  const voxels = opened ?? file
  const from = name === undefined ? header.length : 0
  const { start } = await startIn(voxels, other, from, bytes, header)
  checkLarge(other, header, bytes / header.channels)
  await takeParts(voxels, other, start, bytes, header.compressed, wanted)
}

const read = async (
  path: string,
  asked: readonly (number | undefined)[],
  take: TakeVolume,
): Promise<void> => {
  await using file = await open(path, "r")
  const headers = await parsedIn(file, path, asked)
  const [first] = headers
  if (first === undefined) return
  const { shape, channels, datatype } = first
  const bytes = shape[0] * shape[1] * shape[2] * channels * datatype.bytes
  const decoded = (header: MetaHeader, index: number, stored: Uint8Array): void => {
    const { spacing, affine, warnings, channel, littleEndian } = header
    const data = decodeVoxels(stored, littleEndian, { datatype })
    take(index, { data, shape, spacing, affine, warnings, channels, channel })
  }
  if (channels === 1) {
    const all = await allVoxels(path, first, file, bytes)
    headers.forEach((header, index) => decoded(header, index, index === 0 ? all : all.slice()))
    return
  }
  const parts = headers.map(partIn)
  await takeChannels(path, first, file, bytes, {
    parts,
    take: (part, stored) => {
      const index = parts.indexOf(part)
      const header = headers[index]
      if (header !== undefined) decoded(header, index, stored)
    },
  })
}

/**
 * Reads a MetaImage (.mha, or .mhd and its raw file), plain or compressed, of up to three axes longer
 * than one voxel, or channels of it, from 0: numbers of a voxel, or volumes along a fourth axis; `take` gets each with
 * its place in the list, and owns it. Values and space are SimpleITK's, turned from LPS to RAS. Fails with what is
 * wrong and how to fix it; a file shorter than its header says gives no image.
 */
export const readMetaVolumes = (
  path: string,
  channels: readonly (number | undefined)[],
  take: TakeVolume,
): Effect.Effect<void, DatasetError> => opening(path, () => read(path, channels, take))
