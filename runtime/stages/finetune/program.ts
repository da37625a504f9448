import { Effect } from "effect"
import { Faulty } from "../../faults/faulty.ts"
import { specsOf } from "../../nn/layers/parameter.ts"
import { inferenceProgram, segmentationProgram } from "../../training/segmentation.ts"
import { segmenterBatchFaults } from "../../training/segmenterBatchFaults.ts"
import { trainedParameters } from "../../training/taskModel.ts"
import { encoderModel, segmenter, withOptimizer } from "../models.ts"
import type { Sizes } from "../program.ts"
import { maskLoss } from "../taskLoss.ts"
import type { FinetuneSettings } from "./record.ts"

/** A step of training a segmentation network, with fewer crops at a time where memory ran out. */
export default Effect.fnUntraced(function* (
  settings: Pick<FinetuneSettings, "encoder" | "task" | "regions" | "validated">,
  { channels }: Pick<Sizes, "channels">,
  fewer?: number,
) {
  const { task } = settings
  const { batch } = task
  const encoder = yield* encoderModel(settings.encoder, channels)
  const outputs = task.regions.length
  const model = yield* segmenter(task.network, { encoder, channels, outputs })
  const microBatch = fewer ?? task.microBatch
  const faults = segmenterBatchFaults(model, batch, microBatch)
  if (faults.length > 0) return yield* new Faulty({ faults })
  const update = yield* withOptimizer(task.optimizer)
  const loss = yield* maskLoss(task)
  return {
    model,
    update,
    program: {
      ...segmentationProgram({ segmenter: model, batch, microBatch, loss, ...update }),
      precision: task.precision,
    },
    beside: settings.validated === undefined ? [] : [inferenceProgram(model, 1)],
    crops: {
      size: encoder.crop,
      regions: task.regions.map((region) => settings.regions[region] ?? []),
      augment: task.augment,
      batch,
      views: 1,
    },
    kept: [specsOf(trainedParameters(model))],
  }
})
