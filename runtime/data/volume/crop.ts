import { fault } from "../../../dsl/fault.ts"
import { closeSync, openSync } from "node:fs"
import { endianness } from "node:os"
import { Effect } from "effect"
import { causeInWords } from "../../files/cause.ts"
import { readAtSync } from "../../files/readAt.ts"
import { unfilledBytes } from "../../files/unfilled.ts"
import { fileError, type DatasetError } from "../faults/datasetError.ts"
import type { NpyFile, Volume } from "./open.ts"

/** A point or a size in voxels: (z, y, x). */
export type Voxels = readonly [number, number, number]

/** The part of a crop that lies inside a volume, along one axis. */
interface Overlap {
  /** First voxel of the volume. */
  readonly from: number
  /** First voxel of the crop. */
  readonly into: number
  readonly length: number
}

const overlapOf = (length: number, origin: number, size: number): Overlap => {
  const from = Math.max(0, origin)
  const to = Math.min(length, origin + size)
  return { from, into: from - origin, length: Math.max(0, to - from) }
}

/**
 * Reads into the front of `memory` a crop ([channel, depth, height, width]): the part of it that lies
 * in the volume. Of each slice the rows are read whole, behind the crop, as a call for each would
 * take longer than what is left out; and a row that moves within one array needs no object of its own.
 */
const readInto = (
  memory: Uint8Array,
  file: number,
  { shape, dataOffset }: NpyFile,
  channels: readonly number[],
  valueBytes: number,
  origin: Voxels,
  size: Voxels,
): void => {
  const [depth = 0, height = 0, width = 0] = shape.slice(-3)
  const z = overlapOf(depth, origin[0], size[0])
  const y = overlapOf(height, origin[1], size[1])
  const x = overlapOf(width, origin[2], size[2])
  if (z.length * y.length * x.length === 0) return
  const rowBytes = width * valueBytes
  const wanted = x.length * valueBytes
  const behind = channels.length * size[0] * size[1] * size[2] * valueBytes
  const rows = memory.subarray(behind, behind + y.length * rowBytes)
  for (const [index, channel] of channels.entries()) {
    for (let slice = 0; slice < z.length; slice++) {
      const first = (channel * depth + z.from + slice) * height + y.from
      if (readAtSync(file, rows, dataOffset + first * rowBytes) < rows.length) {
        throw new Error("the file ends early")
      }
      const into = (index * size[0] + z.into + slice) * size[1] + y.into
      for (let row = 0; row < y.length; row++) {
        const start = behind + row * rowBytes + x.from * valueBytes
        const target = ((into + row) * size[2] + x.into) * valueBytes
        memory.copyWithin(target, start, start + wanted)
      }
    }
  }
}

/** Whether the crop lies in the volume, so that every voxel of it is read. */
const isInside = ({ shape }: NpyFile, origin: Voxels, size: Voxels): boolean =>
  shape
    .slice(-3)
    .every((length, axis) => origin[axis]! >= 0 && origin[axis]! + size[axis]! <= length)

/**
 * Without a turn of the event loop, as if the volume were in memory: the calls are short, and their
 * way to another thread and back would take longer than they do.
 */
const readCrop = (
  npy: NpyFile,
  channels: readonly number[],
  valueBytes: 1 | 4,
  origin: Voxels,
  size: Voxels,
): Effect.Effect<Uint8Array<ArrayBuffer>, DatasetError> => {
  if (![...origin, ...size].every(Number.isSafeInteger) || size.some((length) => length < 1)) {
    const what = `a crop of ${size.join(" x ")} voxels at ${origin.join(", ")}`
    return Effect.fail(fileError(npy.path, fault({ what, expected: "whole numbers of voxels" })))
  }
  const values = channels.length * size[0] * size[1] * size[2]
  const rows = Math.min(size[1], npy.shape.at(-2) ?? 0) * (npy.shape.at(-1) ?? 0)
  return Effect.try({
    try: () => {
      const bytes = (values + rows) * valueBytes
      const memory = isInside(npy, origin, size) ? unfilledBytes(bytes) : new Uint8Array(bytes)
      const file = openSync(npy.path, "r")
      try {
        readInto(memory, file, npy, channels, valueBytes, origin, size)
      } finally {
        closeSync(file)
      }
      const crop = memory.subarray(0, values * valueBytes)
      if (valueBytes === 4 && endianness() === "BE") Buffer.from(crop.buffer).swap32()
      return crop
    },
    catch: (cause) => fileError(npy.path, fault({ what: causeInWords(cause) })),
  })
}

/**
 * A crop of the image, [channel, depth, height, width], without reading the rest of the volume. The
 * origin may be negative and the crop may reach past the border: voxels out there are 0. Its buffer is
 * its own, and larger than it.
 */
export const readImageCrop = (
  volume: Volume,
  origin: Voxels,
  size: Voxels,
): Effect.Effect<Float32Array, DatasetError> =>
  readCrop(volume.image, [...volume.meta.channels.keys()], 4, origin, size).pipe(
    Effect.map(({ buffer, byteLength }) => new Float32Array(buffer, 0, byteLength / 4)),
  )

/** A crop of the label, [depth, height, width]; 0 beyond the border. */
export const readLabelCrop = Effect.fnUntraced(function* (
  volume: Volume,
  origin: Voxels,
  size: Voxels,
): Effect.fn.Return<Uint8Array, DatasetError> {
  if (volume.labelled === undefined) return yield* unlabelled(volume)
  return yield* readCrop(volume.labelled.label, [0], 1, origin, size)
})

export const unlabelled = (volume: Volume): DatasetError =>
  fileError(volume.image.path, fault({ what: `subject ${volume.meta.id} has no label` }))
