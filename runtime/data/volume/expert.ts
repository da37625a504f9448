import { dirname } from "node:path"
import { Effect } from "effect"
import { fault } from "../../../dsl/fault.ts"
import { readNpy } from "../formats/npy/readNpy.ts"
import { unlabelled } from "./crop.ts"
import { volumeFiles } from "./files.ts"
import { fileError, type DatasetError } from "../faults/datasetError.ts"
import type { Volume } from "./open.ts"

/** The label of the expert's file, [depth, height, width] of `meta.expert`. */
export const readExpert = Effect.fn("readExpert")(function* (
  volume: Volume,
): Effect.fn.Return<Uint8Array, DatasetError> {
  const { expert } = volume.meta
  if (volume.labelled === undefined) return yield* unlabelled(volume)
  const folder = dirname(volume.image.path)
  if (expert === undefined)
    return yield* fileError(
      folder,
      fault({
        what: "the label of the expert's file is not kept: an earlier version preprocessed this subject",
        hint: "Delete the folder and preprocess the subject again.",
      }),
    )
  const { shape, labelValues } = expert
  const count = labelValues.reduce((sum, each) => sum + each.count, 0)
  const voxels = new Uint32Array(yield* readNpy(volumeFiles(folder).expert, "<u4", [count]))
  const label = new Uint8Array(shape[0] * shape[1] * shape[2])
  for (const { value, offset, count: own } of labelValues)
    for (let place = offset; place < offset + own; place++) label[voxels[place]!] = value
  return label
})
