import { fault, type Fault } from "../../../../dsl/fault.ts"
import { existsSync } from "node:fs"
import { open } from "node:fs/promises"
import { Effect, type Scope } from "effect"
import { causeInWords, codeOf } from "../../../files/cause.ts"
import { fileError, type DatasetError } from "../../faults/datasetError.ts"
import { opening } from "../../faults/fileWork.ts"
import { unpackedFault } from "../compressed.ts"
import { onePiece, readParts, type Part } from "../part.ts"
import { COPY_AGAIN, voxelFileFault } from "../shortFile.ts"
import { capacity, readSource, sourceOf, type Source } from "./bytes.ts"
import type { NiftiData } from "./datatype.ts"
import { decodeVoxels } from "./decode.ts"
import { geometryOf, type Geometry } from "./geometry.ts"
import { FIRST_BYTES, HEADER_BYTES, parseHeader, type NiftiHeader } from "./header.ts"
import type { NiftiImage } from "./image.ts"
import { layoutOf, type Layout } from "./layout.ts"
import { headerCandidates, imageCandidates, isNamedAsPair } from "./pair.ts"

const readingFailed = (file: string, cause: unknown): DatasetError => {
  const code = codeOf(cause)
  if (code === "Z_BUF_ERROR") {
    return fileError(
      file,
      fault({
        what: "the gzip stream ends before its end mark",
        hint: COPY_AGAIN,
      }),
    )
  }
  if (code?.startsWith("Z_") === true) {
    const what = `the gzip stream is damaged (${causeInWords(cause)})`
    return fileError(file, fault({ what, hint: COPY_AGAIN }))
  }
  return fileError(file, fault({ what: causeInWords(cause) }))
}

const opened = Effect.fnUntraced(function* (path: string) {
  const file = yield* Effect.acquireRelease(
    opening(path, () => open(path)),
    (file) => Effect.promise(() => file.close()),
  )
  return yield* Effect.tryPromise({
    try: () => sourceOf(path, file, FIRST_BYTES),
    catch: (cause) => readingFailed(path, cause),
  })
})

/** Opens the first candidate that exists; where none does, the error names all. */
const openedFirst = Effect.fnUntraced(function* (candidates: readonly string[], asked: string) {
  for (const candidate of candidates) {
    if (candidate === asked || existsSync(candidate)) return yield* opened(candidate)
  }
  return yield* fileError(
    asked,
    fault({
      what: "the other file of the .hdr/.img pair is missing",
      expected: candidates.join(" or "),
    }),
  )
})

/** Where a header says where the voxels begin, bytes, and of how many. */
const VOX_OFFSET = { 1: [108, 4], 2: [168, 8] } as const

/**
 * A pair whose header counts itself in, as if it were one file: the other one holds the voxels alone. nibabel
 * refuses it, ITK reads zeros.
 */
const offsetInPair = ({ version, dataOffset }: NiftiHeader): Fault => {
  const [at, bytes] = VOX_OFFSET[version]
  return fault({
    what: `vox_offset is ${dataOffset}, but the file holds the voxels alone`,
    expected: "vox_offset 0 where the voxels begin the file",
    hint: `Write it into the header; in Python: f = open("NAME.hdr", "r+b"); f.seek(${at}); f.write(bytes(${bytes})).`,
  })
}

const tooShort = (
  { path, head, gzip }: Source,
  header: NiftiHeader,
  needed: number,
  found: number,
): DatasetError => {
  const { single, dataOffset } = header
  const isVoxelsAlone = !single && !gzip && dataOffset > 0 && found === needed - dataOffset
  return fileError(
    path,
    isVoxelsAlone
      ? offsetInPair(header)
      : voxelFileFault(
          `the file holds ${found} bytes`,
          single ? new Uint8Array() : head,
          `${needed} for ${single ? "the header and voxels" : "the voxels"} that its header declares`,
        ),
  )
}

/** What is read of a file's voxels: so many of them, from one on. */
interface Wanted {
  readonly from: number
  readonly voxels: number
}

/** Takes the bytes of all voxels, or of those wanted, and gives how many bytes the file is known to hold. */
const takeStored = async <W extends Wanted>(
  source: Source,
  { offset, voxels, datatype: { bytes } }: Layout,
  wanted: readonly W[],
  take: (of: W, stored: Uint8Array) => void,
  signal: AbortSignal,
): Promise<number> => {
  const [first] = wanted
  if (first !== undefined && wanted.length === 1 && first.voxels === voxels) {
    const stored = await readSource(source, offset, voxels * bytes, signal)
    // Who takes it may give its memory back.
    const { length } = stored
    if (length === voxels * bytes) take(first, stored)
    return offset + length
  }
  const parts = new Map(
    wanted.map((each) => [onePiece(offset + each.from * bytes, each.voxels * bytes), each]),
  )
  const takePart = (part: Part, stored: Uint8Array): void => {
    const of = parts.get(part)
    if (of !== undefined) take(of, stored)
  }
  return await readParts(source.file, 0, source.gzip, [...parts.keys()], takePart, signal)
}

/** Reads voxels: `take` gets those of each that is wanted, as soon as they are there, and owns them. */
export const readVoxels = Effect.fnUntraced(function* <W extends Wanted>(
  { voxelFile, header, layout, geometry: { shape } }: OpenedNifti,
  wanted: readonly W[],
  take: (of: W, data: NiftiData) => void,
) {
  const needed = layout.offset + layout.voxels * layout.datatype.bytes
  if (needed > capacity(voxelFile))
    return yield* tooShort(voxelFile, header, needed, voxelFile.size)
  const most = Math.max(...wanted.map(({ voxels }) => voxels))
  // Scaled values are float64.
  const taken = most * (layout.scaling === undefined ? layout.datatype.bytes : 8)
  const tooLarge = voxelFile.gzip ? unpackedFault(shape, taken) : undefined
  if (tooLarge !== undefined) return yield* fileError(voxelFile.path, tooLarge)
  const decoded = (of: W, stored: Uint8Array): void =>
    take(of, decodeVoxels(stored, header.littleEndian, layout))
  const held = yield* Effect.tryPromise({
    try: (signal) => takeStored(voxelFile, layout, wanted, decoded, signal),
    catch: (cause) =>
      cause instanceof RangeError
        ? fileError(
            voxelFile.path,
            fault({
              what: `${taken} bytes do not fit in memory`,
            }),
          )
        : readingFailed(voxelFile.path, cause),
  })
  if (held < needed) return yield* tooShort(voxelFile, header, needed, held)
  return undefined
})

/**
 * Whether the voxels stand in the file of the header. Where its magic string and its name differ in that, the
 * name counts, by which alone nibabel and ITK go: `n+1` in a .hdr that holds nothing else is one of two
 * files, and `ni1` in a .nii that holds more, with nothing of another file beside it, is one.
 */
const isSingle = ({ path, head }: Source, { version, single }: NiftiHeader): boolean => {
  const isHeaderAlone = head.length <= HEADER_BYTES[version] + 4
  if (isNamedAsPair(path)) return single && !isHeaderAlone
  return single || isHeaderAlone
    ? single
    : !imageCandidates(path).some((other) => existsSync(other))
}

/** An image whose header is read, and whose voxels are not. */
export interface OpenedNifti {
  readonly header: NiftiHeader
  readonly geometry: Geometry
  readonly layout: Layout
  /** The file of the header, and that of the voxels, which may be the same. */
  readonly head: Source
  readonly voxelFile: Source
}

/** Opens a NIfTI image: either file of a .hdr/.img pair, or the one file. */
export const openNifti = Effect.fnUntraced(function* (
  path: string,
): Effect.fn.Return<OpenedNifti, DatasetError, Scope.Scope> {
  const head = yield* openedFirst(headerCandidates(path), path)
  const inFile = (rejection: Fault): DatasetError => fileError(head.path, rejection)
  const parsed = yield* Effect.fromResult(parseHeader(head.head)).pipe(Effect.mapError(inFile))
  const header = { ...parsed, single: isSingle(head, parsed) }
  const geometry = yield* Effect.fromResult(geometryOf(header)).pipe(Effect.mapError(inFile))
  const layout = yield* Effect.fromResult(layoutOf(header, geometry.shape)).pipe(
    Effect.mapError(inFile),
  )
  const voxelFile = header.single ? head : yield* openedFirst(imageCandidates(head.path), path)
  return { header, geometry, layout, head, voxelFile }
})

/**
 * Reads a NIfTI-1 or NIfTI-2 image: one file, or either file of a .hdr/.img pair, each plain or
 * gzipped. Values, shape and affine are nibabel's (`get_fdata`, `shape`, `affine`); but a stream
 * with a bad checksum is an error, as is anything shorter than its header says.
 */
export const readNifti = Effect.fn("readNifti")(function* (
  path: string,
): Effect.fn.Return<NiftiImage, DatasetError, Scope.Scope> {
  const opened = yield* openNifti(path)
  const { header, geometry, layout } = opened
  let data: NiftiData = new Uint8Array()
  yield* readVoxels(opened, [{ from: 0, voxels: layout.voxels }], (_, all) => {
    data = all
  })
  return { path, ...geometry, data, datatype: layout.datatype.name, header }
}, Effect.scoped)
