import { join } from "node:path"
import { Effect } from "effect"
import { fault } from "../../dsl/fault.ts"
import { predictionShape } from "../../dsl/labelRule.ts"
import type { MaskTask } from "../../dsl/task.ts"
import { readNpy } from "../data/formats/npy/readNpy.ts"
import { datasetError, fileError, type DatasetError } from "../data/faults/datasetError.ts"
import { fileGrid } from "../data/transforms/preprocessing/restore.ts"
import type { VolumeMeta } from "../data/volume/meta.ts"
import { writeNpy } from "../data/volume/write.ts"

type Decided = Pick<MaskTask, "rule" | "regions">

const fileOf = (folder: string, { id }: VolumeMeta): string =>
  join(folder, "predictions", `${id}.npy`)

const shapeOf = (task: Decided, meta: VolumeMeta): readonly number[] =>
  predictionShape(task, fileGrid(meta).shape)

/**
 * Writes what is predicted of a subject, `predictions/ID.npy`, uint8 on the grid of the expert's file
 * (`fileGrid(meta)`): label values [z, y, x], or masks [region, z, y, x] where the task's rule is
 * `independent`.
 */
export const writePredictedMasks = Effect.fnUntraced(function* (
  out: string,
  task: Decided,
  meta: VolumeMeta,
  values: Uint8Array,
): Effect.fn.Return<void, DatasetError> {
  const file = fileOf(out, meta)
  const shape = shapeOf(task, meta)
  const length = shape.reduce((product, axis) => product * axis, 1)
  if (values.length !== length)
    return yield* fileError(
      file,
      fault({
        what: `${values.length} predicted voxels`,
        expected: `${length} of ${shape.join(" x ")}, the grid of the expert's file`,
        hint: "predict on the grid of `fileGrid(meta)`; `decided` brings logits there",
      }),
    )
  yield* writeNpy(file, "|u1", shape, values)
})

/** Reads what `writePredictedMasks` has written into a folder. */
export const readPredictedMasks = (
  folder: string,
  task: Decided,
  meta: VolumeMeta,
): Effect.Effect<Uint8Array, DatasetError> =>
  readNpy(fileOf(folder, meta), "|u1", shapeOf(task, meta)).pipe(
    Effect.map((bytes) => new Uint8Array(bytes)),
    Effect.mapError(({ faults }) =>
      datasetError(
        ...faults.map((found) =>
          fault({
            ...found,
            hint: "The stage that predicts has to write each test subject with `writePredictedMasks`; correct it and run again.",
          }),
        ),
      ),
    ),
  )
