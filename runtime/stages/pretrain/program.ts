import { Effect } from "effect"
import { Faulty } from "../../faults/faulty.ts"
import { stripPrefix } from "../../nn/layers/names.ts"
import { specsOf } from "../../nn/layers/parameter.ts"
import { encoderPrefix } from "../../pretraining/contract.ts"
import { microBatchFaults } from "../../pretraining/microBatchFaults.ts"
import { monitorProgram } from "../../pretraining/monitorProgram.ts"
import { pretrainingProgram } from "../../pretraining/program.ts"
import { termGradientsProgram } from "../../pretraining/termGradients.ts"
import { viewInputs } from "../../pretraining/viewInputs.ts"
import { encoderModel, objectiveModel, withOptimizer } from "../models.ts"
import type { Sizes } from "../program.ts"
import type { PretrainSettings } from "./record.ts"
import { trainingOf } from "./training.ts"

/**
 * A step of pre-training, with fewer crops at a time where memory ran out. The artifact keeps the
 * objective's weights, and the encoder's once more.
 */
export default Effect.fnUntraced(function* (
  settings: Pick<PretrainSettings, "encoder" | "pretraining">,
  { channels }: Pick<Sizes, "channels">,
  fewer?: number,
) {
  const { pretraining } = settings
  const training = yield* trainingOf(pretraining)
  const { batch } = training
  const microBatch = fewer ?? training.microBatch
  const encoder = yield* encoderModel(settings.encoder, channels)
  const { model, context } = yield* objectiveModel(pretraining, encoder, batch)
  const faults = microBatchFaults(pretraining.kind, model, batch, microBatch)
  if (faults.length > 0) return yield* new Faulty({ faults })
  const update = yield* withOptimizer(training.optimizer)
  const weights = specsOf(model.parameters)
  const gradients = termGradientsProgram(model, context, microBatch)
  const single = yield* objectiveModel(pretraining, encoder, 1)
  return {
    training,
    encoder,
    model,
    update,
    program: {
      ...pretrainingProgram(pretraining.kind, model, context, update, microBatch),
      precision: training.precision,
    },
    gradients,
    single,
    beside: [
      monitorProgram(single.model, single.context),
      ...(gradients === undefined ? [] : [gradients]),
    ],
    crops: {
      size: encoder.crop,
      regions: [],
      augment: training.augment,
      batch,
      views: viewInputs(model).length,
    },
    kept: [weights, stripPrefix(encoderPrefix, weights)],
  }
})
