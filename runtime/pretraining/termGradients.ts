import { type Program, type Tensors, tf } from "../engine/index.ts"
import { imageSpec } from "../nn/imageSpec.ts"
import { chosen } from "../nn/layers/names.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import { globalNorm } from "../training/gradientStep.ts"
import { microBatches } from "../training/microBatches.ts"
import { encoderPrefix, type ObjectiveContext, type ObjectiveModel } from "./contract.ts"
import { phaseGradients, type PhaseLosses } from "./phaseGradients.ts"
import { phaseLosses } from "./phaseLosses.ts"
import { bufferSpecs } from "./program.ts"
import { viewInputs } from "./viewInputs.ts"

/** Before the name of a term whose gradient's norm an output is. */
export const normOf = "norm:"

const weighted = (terms: Tensors, term: string, weight: number): tf.Scalar =>
  tf.mul(weightsAt(terms)(term), weight).asScalar()

/** The losses of a phase with one term of `losses` alone. */
const ofLosses = (losses: PhaseLosses, term: string, weight: number): PhaseLosses => ({
  ...losses,
  of: (...given) => ({ loss: weighted(losses.of(...given).terms, term, weight), terms: {} }),
  batchLoss: undefined,
})

/** The losses of a phase with one term of `batchLoss` alone. */
const ofBatchLoss = (losses: PhaseLosses, term: string, weight: number): PhaseLosses => ({
  ...losses,
  of: (...given) => {
    const { batchFeatures = {} } = losses.of(...given)
    return { loss: tf.scalar(0), terms: {}, batchFeatures }
  },
  batchLoss:
    losses.batchLoss &&
    ((...given) => {
      const { terms, parts = {} } = losses.batchLoss!(...given)
      return { loss: weighted(terms, term, weight), terms: parts }
    }),
})

/**
 * How much each term of the loss pulls at the encoder. State: the objective's parameters and buffers.
 * Inputs: the images of a batch and what the objective draws. Outputs, all scalars: `norm:TERM`, the norm
 * of the gradient of the weighted term with respect to the encoder's parameters, and the parts of terms.
 * Undefined where the objective does not say what its terms weigh.
 */
export const termGradientsProgram = (
  model: ObjectiveModel,
  context: ObjectiveContext,
  microBatch: number | null,
): Program | undefined => {
  const [phase] = model.phases
  const weights = phase?.termWeights
  if (phase === undefined || weights === undefined) return undefined
  const { image } = imageSpec(context.encoder, context.batch)
  const parameters = specsOf(model.parameters)
  return {
    name: "gradients of the terms",
    batch: context.batch,
    state: { ...parameters, ...bufferSpecs(model) },
    inputs: {
      ...Object.fromEntries(viewInputs(model).map((view) => [view, image])),
      ...model.inputs,
    },
    body: (state, inputs) => {
      const losses = phaseLosses(model, phase, {
        weights: chosen(state, (name) => name in parameters),
        drawnForBatch: chosen(inputs, (input) => input in model.inputs),
        passed: [],
        buffers: chosen(state, (name) => !(name in parameters)),
      })
      const trained = chosen(
        state,
        (name) => name.startsWith(encoderPrefix) && name in parameters && phase.trains(name),
      )
      const parts = microBatches(inputs, context.batch, microBatch)
      const measured = (term: string, alone: PhaseLosses): Tensors => {
        const { gradients, terms } = phaseGradients(alone, trained, parts)
        return { [`${normOf}${term}`]: globalNorm(gradients), ...terms }
      }
      const outputs: readonly Tensors[] = [
        ...Object.entries(weights.losses).map(([term, weight]) =>
          measured(term, ofLosses(losses, term, weight)),
        ),
        ...Object.entries(weights.batchLoss).map(([term, weight]) =>
          measured(term, ofBatchLoss(losses, term, weight)),
        ),
      ]
      return { state: {}, outputs: Object.assign({}, ...outputs) }
    },
  }
}
