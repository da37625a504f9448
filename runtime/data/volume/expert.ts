import { dirname } from "node:path"
import { Effect } from "effect"
import { fault } from "../../../dsl/fault.ts"
import { readNpy } from "../formats/npy/readNpy.ts"
import { placeInOriginal } from "../transforms/preprocessing/origin.ts"
import { fileGrid, stepsOf } from "../transforms/preprocessing/restore.ts"
import { unlabelled } from "./crop.ts"
import { volumeFiles } from "./files.ts"
import { fileError, type DatasetError } from "../faults/datasetError.ts"
import type { Volume } from "./open.ts"

/** Warns, once for all of them, of volumes of an earlier version, which kept none of the expert's file. */
export const warnOfEarlierLabels = (volumes: readonly Volume[]): Effect.Effect<void> =>
  volumes.some(({ labelled, meta }) => labelled !== undefined && meta.expert === undefined)
    ? Effect.logWarning(
        "an earlier version preprocessed the images: labels are taken on the grid that the images were read on. Where a label's file has another (picai and dataset.reference resampled it in reading), run without --accept-code: scores are of the resampled label",
      )
    : Effect.void

/**
 * The label on the grid that the images were read on, from a volume of an earlier version. Fails where a
 * step resampled it; what its reader did to the file is not recorded.
 */
const labelOnImages = Effect.fnUntraced(function* (
  volume: Volume,
): Effect.fn.Return<Uint8Array, DatasetError> {
  const { meta, labelled } = volume
  const steps = stepsOf(meta)
  const folder = dirname(volume.image.path)
  if (labelled === undefined) return yield* unlabelled(volume)
  if (steps.some(({ step }) => step === "spacing"))
    return yield* fileError(
      folder,
      fault({
        what: "the label of the expert's file is not kept: an earlier version resampled this subject",
        hint: "Run without --accept-code.",
      }),
    )
  const [depth, height, width] = meta.shape
  const stored = new Uint8Array(yield* readNpy(labelled.label.path, "|u1", [depth, height, width]))
  const { shape } = fileGrid(meta)
  const label = new Uint8Array(shape[0] * shape[1] * shape[2])
  for (let voxel = 0; voxel < stored.length; voxel++) {
    if (stored[voxel] === 0) continue
    const row = Math.floor(voxel / width)
    const [z, y, x] = placeInOriginal(steps, [
      Math.floor(row / height),
      row % height,
      voxel % width,
    ])
    label[(z * shape[1] + y) * shape[2] + x] = stored[voxel]!
  }
  return label
})

/** The label of the expert's file, [depth, height, width] of `meta.expert`. */
export const readExpert = Effect.fn("readExpert")(function* (
  volume: Volume,
): Effect.fn.Return<Uint8Array, DatasetError> {
  const { expert } = volume.meta
  if (volume.labelled === undefined) return yield* unlabelled(volume)
  const folder = dirname(volume.image.path)
  if (expert === undefined) return yield* labelOnImages(volume)
  const { shape, labelValues } = expert
  const count = labelValues.reduce((sum, each) => sum + each.count, 0)
  const voxels = new Uint32Array(yield* readNpy(volumeFiles(folder).expert, "<u4", [count]))
  const label = new Uint8Array(shape[0] * shape[1] * shape[2])
  for (const { value, offset, count: own } of labelValues)
    for (let place = offset; place < offset + own; place++) label[voxels[place]!] = value
  return label
})
