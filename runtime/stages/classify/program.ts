import { Effect } from "effect"
import { specsOf } from "../../nn/layers/parameter.ts"
import {
  imageClassificationInference,
  imageClassificationProgram,
} from "../../training/imageClassification.ts"
import { trainedParameters } from "../../training/taskModel.ts"
import { encoderModel, imageClassifier, withOptimizer } from "../models.ts"
import type { Sizes } from "../program.ts"
import { outputLoss } from "../taskLoss.ts"
import type { ClassifySettings } from "./record.ts"

/** A step of training a classifier of images. */
export default Effect.fnUntraced(function* (
  { encoder: component, task, split }: ClassifySettings,
  { channels, batch }: Pick<Sizes, "channels" | "batch">,
) {
  const encoder = yield* encoderModel(component, channels)
  const classifier = yield* imageClassifier(task.network, { encoder, channels, outputs: 1 })
  const update = yield* withOptimizer(task.optimizer)
  const { loss } = yield* outputLoss(task)
  return {
    classifier,
    update,
    program: {
      ...imageClassificationProgram({ classifier, batch, loss, ...update }),
      precision: task.precision,
    },
    beside: split.validation === undefined ? [] : [imageClassificationInference(classifier, 1)],
    crops: { size: encoder.crop, regions: [], augment: [], batch, views: 1 },
    kept: [specsOf(trainedParameters(classifier))],
  }
})
