import { tf, type Program, type Tensors } from "../engine/index.ts"
import type { SegmentationModel, TrainingOutput } from "../nn/contract.ts"
import { imageSpec } from "../nn/imageSpec.ts"
import { chosen, prefixed } from "../nn/layers/names.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { channelsFirst, channelsLast } from "../nn/layers/volumeOrder.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import { ofShape } from "../nn/outputShape.ts"
import { trainingOutput, truthAt } from "../nn/networks/trainingOutput.ts"
import { checkedOutput } from "./checkedOutput.ts"
import { gradientStep } from "./gradientStep.ts"
import { accumulatedGradients, averaged, mapped, microBatches, summed } from "./microBatches.ts"
import type { WithOptimizer } from "./optimizers/contract.ts"
import {
  buffersOf,
  keptOf,
  networkPrefix,
  networkWeights,
  storedParameters,
  trainedOf,
  trainingState,
  type TaskModel,
} from "./taskModel.ts"

/** A segmentation network on its encoder. */
export interface Segmenter extends TaskModel {
  readonly network: SegmentationModel
  /** Regions put out. */
  readonly outputs: number
}

/** Terms of a loss by name, of logits and truths [b, d, h, w, r]. */
type TermsOf = (logits: tf.Tensor, truths: tf.Tensor) => Tensors

/** The terms, each summed over the scales of an output by their shares. */
const scaledTerms = ({ scales }: TrainingOutput, truth: tf.Tensor, termsOf: TermsOf): Tensors => {
  const weighted = scales.map(({ logits, weight }) => {
    const terms = termsOf(logits, truthAt(truth, logits))
    return mapped(terms, (term) => tf.mul(term, weight))
  })
  return summed(weighted)
}

/** The loss of terms: their sum, each times its weight. */
const weightedSum = (terms: Tensors, weights: Readonly<Record<string, number>>): tf.Scalar =>
  Object.entries(terms)
    .map(([name, term]) => tf.mul<tf.Scalar>(term, weights[name] ?? 1))
    .reduce((sum, term) => tf.add<tf.Scalar>(sum, term))

/** How a segmenter is trained. */
export interface SegmentationTraining extends WithOptimizer {
  readonly segmenter: Segmenter
  readonly batch: number
  /** Crops whose gradients are computed at a time; the whole batch without. */
  readonly microBatch?: number | null
  /** Terms of the loss and their weights, 1 of those that are left out. */
  readonly loss: { readonly terms: TermsOf; readonly weights: Readonly<Record<string, number>> }
}

/**
 * One step of training. Inputs: `image` [b, c, d, h, w], `truth` [b, r, d, h, w] of 0 and 1, and
 * the optimiser's. Outputs: `loss`, its terms by name, and `gradientNorm`.
 */
export const segmentationProgram = (training: SegmentationTraining): Program => {
  const { segmenter, batch, microBatch = null, loss, optimizer, implementation } = training
  const { encoder, network, outputs } = segmenter
  const buffers = buffersOf(segmenter)
  return {
    name: "segmentation",
    batch,
    state: trainingState(segmenter, implementation),
    inputs: {
      ...imageSpec(encoder, batch),
      truth: { shape: [batch, outputs, ...encoder.crop], dtype: "float32" },
      ...implementation.inputs,
    },
    body: (state, inputs) => {
      const input = weightsAt(inputs)
      const weights = trainedOf(segmenter, state)
      const kept = keptOf(segmenter, state)
      const crops = { image: input("image"), truth: input("truth") }
      const made = accumulatedGradients(
        weights,
        microBatches(crops, batch, microBatch),
        (trained, part) => {
          const truth = channelsLast(weightsAt(part)("truth"))
          const image = channelsLast(weightsAt(part)("image"))
          const output = checkedOutput(
            network,
            trainingOutput(network, networkWeights({ ...trained, ...kept }), image),
            truth.shape,
          )
          const terms = scaledTerms(output, truth, loss.terms)
          return {
            loss: weightedSum(terms, loss.weights),
            aux: { ...terms, ...prefixed(networkPrefix, output.buffers) },
          }
        },
      )
      const { gradients } = made
      const update = { optimizer, implementation, weights, gradients, state, inputs }
      const { gradientNorm, state: after } = gradientStep(update)
      const aux = averaged(made.aux)
      return {
        state: { ...after, ...chosen(aux, (name) => name in buffers) },
        outputs: {
          loss: made.loss,
          ...chosen(aux, (name) => !(name in buffers)),
          gradientNorm,
        },
      }
    },
  }
}

/** Logits of crops. Input `image` [b, c, d, h, w]; output `logits` [b, r, d, h, w]. */
export const inferenceProgram = (segmenter: Segmenter, batch: number): Program => ({
  name: "segmentation inference",
  state: specsOf(storedParameters(segmenter)),
  inputs: imageSpec(segmenter.encoder, batch),
  body: (state, inputs) => {
    const image = channelsLast(weightsAt(inputs)("image"))
    const { network } = segmenter
    const logits = network.forward(networkWeights(state), image)
    const shape = [batch, ...segmenter.encoder.crop, segmenter.outputs]
    return {
      state: {},
      outputs: {
        logits: channelsFirst(ofShape("the output of the network", network.forward, logits, shape)),
      },
    }
  },
})
