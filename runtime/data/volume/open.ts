import { fault } from "../../../dsl/fault.ts"
import { open, readFile } from "node:fs/promises"
import { Effect, Schema } from "effect"
import { readAt } from "../../files/readAt.ts"
import { volumeFiles } from "./files.ts"
import { VolumeMeta } from "./meta.ts"
import { fileError, type DatasetError } from "../faults/datasetError.ts"
import { working } from "../faults/fileWork.ts"
import { NPY_BYTES, NPY_HEADER_LIMIT, parseNpyHeader, type NpyType } from "../formats/npy/npy.ts"

/** An array on disk whose header, type, shape and size were checked. */
export interface NpyFile {
  readonly path: string
  readonly shape: readonly number[]
  readonly dataOffset: number
}

/** A preprocessed subject on disk. Nothing of its voxels is in memory. */
export interface Volume {
  readonly meta: VolumeMeta
  /** float32 [channel, depth, height, width]. */
  readonly image: NpyFile
  /** uint8 [depth, height, width], and the flat indices of its voxels that are not 0. */
  readonly labelled?: { readonly label: NpyFile; readonly foreground: NpyFile }
}

const MAKE_AGAIN = "Delete the folder and preprocess the subject again."

const inspect = async (path: string): Promise<{ size: number; head: Uint8Array }> => {
  await using file = await open(path, "r")
  const head = new Uint8Array(NPY_HEADER_LIMIT)
  const length = await readAt(file, head, 0)
  return { size: (await file.stat()).size, head: head.subarray(0, length) }
}

/** Opens an array file and checks that it holds an array of this type and shape, whole. */
export const openNpy = Effect.fnUntraced(function* (
  path: string,
  type: NpyType,
  shape: readonly number[],
): Effect.fn.Return<NpyFile, DatasetError> {
  const { size, head } = yield* working(path, () => inspect(path), MAKE_AGAIN)
  const header = yield* Effect.fromResult(parseNpyHeader(head)).pipe(
    Effect.mapError((rejection) => fileError(path, { ...rejection, hint: MAKE_AGAIN })),
  )
  const found = `${header.type} ${header.shape.join(" x ")}`
  const expected = `${type} ${shape.join(" x ")}`
  if (found !== expected) {
    return yield* fileError(path, fault({ what: `an array ${found}`, expected, hint: MAKE_AGAIN }))
  }
  const bytes = header.dataOffset + shape.reduce((product, n) => product * n, NPY_BYTES[type])
  if (size !== bytes) {
    const what = `the file has ${size} bytes`
    return yield* fileError(path, fault({ what, expected: `${bytes}`, hint: MAKE_AGAIN }))
  }
  return { path, shape, dataOffset: header.dataOffset }
})

const readMeta = Effect.fnUntraced(function* (path: string) {
  const text = yield* working(path, () => readFile(path, "utf8"), MAKE_AGAIN)
  return yield* Schema.decodeEffect(Schema.fromJsonString(VolumeMeta))(text).pipe(
    Effect.mapError((error) => fileError(path, fault({ what: error.message, hint: MAKE_AGAIN }))),
  )
})

/** Opens a folder that `writeVolume` made and checks its files against one another. */
export const openVolume = Effect.fn("openVolume")(function* (
  folder: string,
): Effect.fn.Return<Volume, DatasetError> {
  const files = volumeFiles(folder)
  const meta = yield* readMeta(files.meta)
  const image = yield* openNpy(files.image, "<f4", [meta.channels.length, ...meta.shape])
  if (meta.labelValues === undefined) return { meta, image }
  const label = yield* openNpy(files.label, "|u1", meta.shape)
  const labelledVoxels = meta.labelValues.reduce((sum, { count }) => sum + count, 0)
  const foreground = yield* openNpy(files.foreground, "<u4", [labelledVoxels])
  return { meta, image, labelled: { label, foreground } }
})
