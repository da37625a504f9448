import { Effect, Result, type Scope } from "effect"
import { datasetError, faultAt, type DatasetError } from "../../faults/datasetError.ts"
import type { TakeVolume } from "../grid.ts"
import { placementOf } from "./placement.ts"
import { openNifti, readVoxels } from "./read.ts"

/**
 * Reads volumes of three axes and where they lie in space: an image, or channels of it, from 0, each in turn and
 * without the others; `take` gets each with its place in the list, and owns it.
 */
export const readNiftiVolumes = Effect.fn("readNiftiVolumes")(function* (
  path: string,
  channels: readonly (number | undefined)[],
  take: TakeVolume,
): Effect.fn.Return<void, DatasetError, Scope.Scope> {
  const opened = yield* openNifti(path)
  const { header, geometry, head } = opened
  const placed = channels.map((channel) => placementOf({ ...geometry, header }, channel))
  const refused = placed.flatMap((each) =>
    Result.isFailure(each) ? [faultAt({ file: head.path }, each.failure)] : [],
  )
  if (refused.length > 0) return yield* datasetError(...refused)
  const wanted = placed.flatMap((each, index) => {
    if (Result.isFailure(each)) return []
    const { shape, channel } = each.success
    const voxels = shape[0] * shape[1] * shape[2]
    return [{ index, grid: each.success, from: channel * voxels, voxels }]
  })
  return yield* readVoxels(opened, wanted, ({ index, grid }, data) =>
    take(index, { ...grid, data }),
  )
}, Effect.scoped)
