import { binaryCrossEntropyWithLogits, tf, type Program } from "../engine/index.ts"
import type { SegmentationModel, TrainingOutput } from "../nn/contract.ts"
import { imageSpec } from "../nn/imageSpec.ts"
import { chosen, prefixed } from "../nn/layers/names.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { channelsFirst, channelsLast } from "../nn/layers/volumeOrder.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import { ofShape } from "../nn/outputShape.ts"
import { trainingOutput, truthAt } from "../nn/networks/trainingOutput.ts"
import { gradientStep } from "./gradientStep.ts"
import { accumulatedGradients, averaged, microBatches } from "./microBatches.ts"
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

/** MONAI DiceLoss(smooth_nr, smooth_dr). */
const smooth = 1e-5

/** A segmentation network on its encoder. */
export interface Segmenter extends TaskModel {
  readonly network: SegmentationModel
  /** Regions put out. */
  readonly outputs: number
}

/** Spatial axes of [b, d, h, w, r]. */
const space = [1, 2, 3]

/**
 * Dice loss of sigmoid outputs, a mean over samples and regions: MONAI
 * DiceLoss(sigmoid=True, smooth 1e-5). Logits and truth are [b, d, h, w, r].
 */
export const diceLoss = (logits: tf.Tensor, truth: tf.Tensor): tf.Scalar => {
  const predicted = tf.sigmoid(logits)
  const overlap = tf.sum(tf.mul(predicted, truth), space)
  const sizes = tf.add(tf.sum(predicted, space), tf.sum(truth, space))
  const dice = tf.div(tf.add(tf.mul(overlap, 2), smooth), tf.add(sizes, smooth))
  return tf.mean<tf.Scalar>(tf.sub(1, dice))
}

/** Dice loss and binary cross-entropy, each summed over the scales of an output by their shares. */
const scaledLosses = ({ scales }: TrainingOutput, truth: tf.Tensor) => {
  const [batch = 0, , , , outputs = 0] = truth.shape
  for (const { logits } of scales)
    ofShape("the network", logits, [batch, ...logits.shape.slice(1, 4), outputs])
  const summed = (lossOf: (logits: tf.Tensor, truth: tf.Tensor) => tf.Tensor): tf.Scalar =>
    tf
      .addN(
        scales.map(({ logits, weight }) => tf.mul(lossOf(logits, truthAt(truth, logits)), weight)),
      )
      .asScalar()
  return {
    dice: summed(diceLoss),
    bce: summed((logits, at) => tf.mean(binaryCrossEntropyWithLogits(logits, at))),
  }
}

/** How a segmenter is trained. */
export interface SegmentationTraining extends WithOptimizer {
  readonly segmenter: Segmenter
  readonly batch: number
  /** Crops whose gradients are computed at a time; the whole batch without. */
  readonly microBatch?: number | null
  readonly loss: { readonly dice: number; readonly bce: number }
}

/**
 * One step of training. Inputs: `image` [b, c, d, h, w], `truth` [b, r, d, h, w] of 0 and 1, and
 * the optimiser's. Outputs: `loss`, `dice`, `bce` and `gradientNorm`.
 */
export const segmentationProgram = (training: SegmentationTraining): Program => {
  const { segmenter, batch, microBatch = null, loss, optimizer, implementation } = training
  const { encoder, network, outputs } = segmenter
  const buffers = buffersOf(segmenter)
  return {
    name: "segmentation",
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
          const output = trainingOutput(network, networkWeights({ ...trained, ...kept }), image)
          const { dice, bce } = scaledLosses(output, truth)
          const total = tf.add<tf.Scalar>(tf.mul(dice, loss.dice), tf.mul(bce, loss.bce))
          return { loss: total, aux: { dice, bce, ...prefixed(networkPrefix, output.buffers) } }
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
    const logits = segmenter.network.forward(networkWeights(state), image)
    const shape = [batch, ...segmenter.encoder.crop, segmenter.outputs]
    return {
      state: {},
      outputs: { logits: channelsFirst(ofShape("the network", logits, shape)) },
    }
  },
})
