import { Effect, type Scope } from "effect"
import { fileError, type DatasetError } from "../../faults/datasetError.ts"
import type { ImageVolume } from "../grid.ts"
import { placementOf } from "./placement.ts"
import { openNifti, readVoxels } from "./read.ts"

/**
 * Reads a volume of three axes and where it lies in space: an image, or one channel of it, from 0, without the
 * others.
 */
export const readNiftiVolume = Effect.fn("readNiftiVolume")(function* (
  path: string,
  channel: number | undefined,
): Effect.fn.Return<ImageVolume, DatasetError, Scope.Scope> {
  const opened = yield* openNifti(path)
  const { header, geometry, head } = opened
  const placed = yield* Effect.fromResult(placementOf({ ...geometry, header }, channel)).pipe(
    Effect.mapError((found) => fileError(head.path, found)),
  )
  const voxels = placed.shape[0] * placed.shape[1] * placed.shape[2]
  const data = yield* readVoxels(opened, { from: placed.channel * voxels, voxels })
  return { ...placed, data }
}, Effect.scoped)
