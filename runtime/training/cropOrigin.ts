import { Effect } from "effect"
import type { Voxels } from "../data/volume/crop.ts"
import { foregroundCount, readForegroundVoxel } from "../data/volume/foregroundVoxel.ts"
import type { Volume } from "../data/volume/open.ts"
import type { DatasetError } from "../data/faults/datasetError.ts"
import type { Random } from "../random/random.ts"

/** Which crops to prefer. */
export interface CropChoice {
  /** Share of the crops that are centred on a voxel of a region. */
  readonly foreground: number
  /** Label values of each region. */
  readonly regions: readonly (readonly number[])[]
}

/** Keeps a crop inside a volume; a volume that is smaller lies in the middle of its crop. */
const inside = (origin: number, length: number, size: number): number =>
  length < size ? 0 - Math.floor((size - length) / 2) : Math.min(Math.max(0, origin), length - size)

const alongAxes = (shape: Voxels, f: (length: number, axis: 0 | 1 | 2) => number): Voxels => [
  f(shape[0], 0),
  f(shape[1], 1),
  f(shape[2], 2),
]

/** The crop in the middle of a volume. */
export const centralOrigin = ({ meta: { shape } }: Volume, size: Voxels): Voxels =>
  alongAxes(shape, (length, axis) =>
    inside(Math.floor((length - size[axis]) / 2), length, size[axis]),
  )

/**
 * Draws where a crop begins, (z, y, x): anywhere inside the volume, or around a voxel of a region,
 * each region of the subject alike likely and each of its voxels too (MONAI's
 * RandCropByPosNegLabel, balanced over regions).
 */
export const drawOrigin = Effect.fnUntraced(function* (
  volume: Volume,
  size: Voxels,
  { foreground, regions }: CropChoice,
  random: Random,
): Effect.fn.Return<Voxels, DatasetError> {
  const { shape } = volume.meta
  const present = regions.filter((values) => foregroundCount(volume, values) > 0)
  if (random.chance(foreground) && present.length > 0) {
    const values = present[random.integer(present.length)]!
    const voxel = random.integer(foregroundCount(volume, values))
    const centre = yield* readForegroundVoxel(volume, values, voxel)
    return alongAxes(shape, (length, axis) =>
      inside(centre[axis] - Math.floor(size[axis] / 2), length, size[axis]),
    )
  }
  return alongAxes(shape, (length, axis) =>
    inside(random.integer(Math.max(1, length - size[axis] + 1)), length, size[axis]),
  )
})
