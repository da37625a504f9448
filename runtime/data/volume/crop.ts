import { open, type FileHandle } from "node:fs/promises"
import { endianness } from "node:os"
import { Effect } from "effect"
import { causeInWords } from "../cause.ts"
import { readAt } from "../readAt.ts"
import { volumeError, type VolumeError } from "./error.ts"
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

/** Reads into `crop` ([depth, height, width], zeros) the part of one channel that it covers. */
const readChannel = async (
  file: FileHandle,
  npy: NpyFile,
  channel: number,
  crop: Uint8Array,
  valueBytes: number,
  origin: Voxels,
  size: Voxels,
): Promise<void> => {
  const [depth = 0, height = 0, width = 0] = npy.shape.slice(-3)
  const z = overlapOf(depth, origin[0], size[0])
  const y = overlapOf(height, origin[1], size[1])
  const x = overlapOf(width, origin[2], size[2])
  if (z.length * y.length * x.length === 0) return
  const rows = new Uint8Array(y.length * width * valueBytes)
  const rowBytes = x.length * valueBytes
  for (let slice = 0; slice < z.length; slice++) {
    const first = ((channel * depth + z.from + slice) * height + y.from) * width
    const position = npy.dataOffset + first * valueBytes
    if ((await readAt(file, rows, position)) < rows.length) throw new Error("the file ends early")
    for (let row = 0; row < y.length; row++) {
      const start = (row * width + x.from) * valueBytes
      const target = ((z.into + slice) * size[1] + y.into + row) * size[2] + x.into
      crop.set(rows.subarray(start, start + rowBytes), target * valueBytes)
    }
  }
}

const readCrop = (
  npy: NpyFile,
  channels: readonly number[],
  valueBytes: 1 | 4,
  origin: Voxels,
  size: Voxels,
): Effect.Effect<ArrayBuffer, VolumeError> => {
  if (![...origin, ...size].every(Number.isSafeInteger) || size.some((length) => length < 1)) {
    const what = `a crop of ${size.join(" x ")} voxels at ${origin.join(", ")}`
    return Effect.fail(volumeError(npy.path, { what, expected: "whole numbers of voxels" }))
  }
  const channelBytes = size[0] * size[1] * size[2] * valueBytes
  return Effect.tryPromise({
    try: async () => {
      const buffer = new ArrayBuffer(channelBytes * channels.length)
      const file = await open(npy.path, "r")
      try {
        const readings = channels.map((channel, index) => {
          const crop = new Uint8Array(buffer, index * channelBytes, channelBytes)
          return readChannel(file, npy, channel, crop, valueBytes, origin, size)
        })
        await Promise.all(readings)
      } finally {
        await file.close()
      }
      if (valueBytes === 4 && endianness() === "BE") Buffer.from(buffer).swap32()
      return buffer
    },
    catch: (cause) => volumeError(npy.path, { what: causeInWords(cause) }),
  })
}

/**
 * A crop of the image, [channel, depth, height, width], without reading the rest of the volume. The
 * origin may be negative and the crop may reach past the border: voxels out there are 0.
 */
export const readImageCrop = (
  volume: Volume,
  origin: Voxels,
  size: Voxels,
): Effect.Effect<Float32Array, VolumeError> =>
  readCrop(volume.image, [...volume.meta.channels.keys()], 4, origin, size).pipe(
    Effect.map((buffer) => new Float32Array(buffer)),
  )

/** A crop of the label, [depth, height, width]; 0 beyond the border. */
export const readLabelCrop = Effect.fnUntraced(function* (
  volume: Volume,
  origin: Voxels,
  size: Voxels,
): Effect.fn.Return<Uint8Array, VolumeError> {
  if (volume.labelled === undefined) return yield* unlabelled(volume)
  return new Uint8Array(yield* readCrop(volume.labelled.label, [0], 1, origin, size))
})

export const unlabelled = (volume: Volume): VolumeError =>
  volumeError(volume.image.path, { what: `subject ${volume.meta.id} has no label` })
