import { Effect } from "effect"
import type { Faulty } from "../../faults/faulty.ts"
import { specsOf } from "../../nn/layers/parameter.ts"
import { imageClassificationProgram } from "../../training/imageClassification.ts"
import { trainedParameters } from "../../training/taskModel.ts"
import { encoderModel, imageClassifier, withOptimizer } from "../models.ts"
import type { Sizes, StageProgram } from "../program.ts"
import type { ClassifySettings } from "./record.ts"

/** A step of training a classifier of images. */
export default Effect.fnUntraced(function* (
  { encoder, task }: ClassifySettings,
  { channels, batch }: Sizes,
): Effect.fn.Return<StageProgram, Faulty> {
  const base = yield* encoderModel(encoder, channels)
  const classifier = yield* imageClassifier(task.network, { encoder: base, channels, outputs: 1 })
  const update = yield* withOptimizer(task.optimizer)
  return {
    program: imageClassificationProgram({ classifier, batch, ...update }),
    kept: [specsOf(trainedParameters(classifier))],
  }
})
