import { Effect } from "effect"
import { Faulty } from "../../faults/faulty.ts"
import { specsOf } from "../../nn/layers/parameter.ts"
import { segmentationProgram } from "../../training/segmentation.ts"
import { segmenterBatchFaults } from "../../training/segmenterBatchFaults.ts"
import { trainedParameters } from "../../training/taskModel.ts"
import { encoderModel, segmenter, withOptimizer } from "../models.ts"
import type { Sizes, StageProgram } from "../program.ts"
import type { FinetuneSettings } from "./record.ts"

/** A step of training a segmentation network. */
export default Effect.fnUntraced(function* (
  { encoder, task }: FinetuneSettings,
  { channels }: Sizes,
): Effect.fn.Return<StageProgram, Faulty> {
  const base = yield* encoderModel(encoder, channels)
  const outputs = task.regions.length
  const model = yield* segmenter(task.network, { encoder: base, channels, outputs })
  const { batch, microBatch, loss } = task
  const faults = segmenterBatchFaults(model, batch, microBatch)
  if (faults.length > 0) return yield* new Faulty({ faults })
  const update = yield* withOptimizer(task.optimizer)
  return {
    program: segmentationProgram({ segmenter: model, batch, microBatch, loss, ...update }),
    kept: [specsOf(trainedParameters(model))],
  }
})
