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

/** What one read takes at most where it takes more than one slice, bytes. */
const SLAB = 1 << 20

/**
 * Slices to take in one read. A slice's rows are read whole; to read on to those of the next slice
 * takes less time than another call, as long as most of what lies between is not thrown away.
 */
const slicesAtOnce = (rows: number, height: number, rowBytes: number): number =>
  3 * rows < height
    ? 1
    : Math.max(1, 1 + Math.floor((SLAB - rows * rowBytes) / (height * rowBytes)))

/** Reads into `crop` ([depth, height, width]) the part of one channel that it covers. */
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
  const rowBytes = width * valueBytes
  const wanted = x.length * valueBytes
  const atOnce = Math.min(z.length, slicesAtOnce(y.length, height, rowBytes))
  const slab = Buffer.allocUnsafeSlow(((atOnce - 1) * height + y.length) * rowBytes)
  for (let from = 0; from < z.length; from += atOnce) {
    const slices = Math.min(atOnce, z.length - from)
    const rows = slab.subarray(0, ((slices - 1) * height + y.length) * rowBytes)
    const first = (channel * depth + z.from + from) * height + y.from
    const position = npy.dataOffset + first * rowBytes
    if ((await readAt(file, rows, position)) < rows.length) throw new Error("the file ends early")
    for (let slice = 0; slice < slices; slice++) {
      for (let row = 0; row < y.length; row++) {
        const start = (slice * height + row) * rowBytes + x.from * valueBytes
        const target = ((z.into + from + slice) * size[1] + y.into + row) * size[2] + x.into
        crop.set(rows.subarray(start, start + wanted), target * valueBytes)
      }
    }
  }
}

/** Whether the crop lies in the volume, so that every voxel of it is read. */
const isInside = ({ shape }: NpyFile, origin: Voxels, size: Voxels): boolean =>
  shape
    .slice(-3)
    .every((length, axis) => origin[axis]! >= 0 && origin[axis]! + size[axis]! <= length)

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
      const crop = isInside(npy, origin, size)
        ? Buffer.allocUnsafeSlow(channelBytes * channels.length)
        : Buffer.alloc(channelBytes * channels.length)
      const file = await open(npy.path, "r")
      try {
        const readings = channels.map((channel, index) => {
          const part = crop.subarray(index * channelBytes, (index + 1) * channelBytes)
          return readChannel(file, npy, channel, part, valueBytes, origin, size)
        })
        await Promise.all(readings)
      } finally {
        await file.close()
      }
      if (valueBytes === 4 && endianness() === "BE") crop.swap32()
      return crop.buffer
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
