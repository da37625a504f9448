import { tf, type Program } from "../engine/index.ts"
import type { ClassifierModel } from "../nn/contract.ts"
import { imageSpec } from "../nn/imageSpec.ts"
import { prefixed } from "../nn/layers/names.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { channelsLast } from "../nn/layers/volumeOrder.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import { ofShape } from "../nn/outputShape.ts"
import type { OutputLoss } from "./features.ts"
import { headLogits } from "./checkedOutput.ts"
import { optimizerStep } from "./gradientStep.ts"
import type { WithOptimizer } from "./optimizers/contract.ts"
import {
  keptOf,
  networkPrefix,
  networkWeights,
  storedParameters,
  trainedOf,
  trainingState,
  type TaskModel,
} from "./taskModel.ts"

/** A classifier of images, and the encoder that it may use. */
export interface ImageClassifier extends TaskModel {
  readonly network: ClassifierModel
}

/** How a classifier of images is trained. */
export interface ImageClassificationTraining extends WithOptimizer {
  readonly loss: OutputLoss["loss"]
  readonly classifier: ImageClassifier
  /** Images in a step. */
  readonly batch: number
}

/**
 * One step of training. Inputs: `image` [b, c, d, h, w], `truth` [b] of 0 and 1, and the optimiser's.
 * Outputs: `loss` and `gradientNorm`.
 */
export const imageClassificationProgram = ({
  classifier,
  batch,
  loss,
  optimizer,
  implementation,
}: ImageClassificationTraining): Program => ({
  name: "image classification",
  state: trainingState(classifier, implementation),
  inputs: {
    ...imageSpec(classifier.encoder, batch),
    truth: { shape: [batch], dtype: "float32" },
    ...implementation.inputs,
  },
  body: (state, inputs) => {
    const input = weightsAt(inputs)
    const image = channelsLast(input("image"))
    const truths = tf.reshape<tf.Rank.R1>(input("truth"), [batch])
    const buffers = keptOf(classifier, state)
    const step = optimizerStep({
      optimizer,
      implementation,
      weights: trainedOf(classifier, state),
      state,
      inputs,
      loss: (weights) => {
        const { network } = classifier
        const output = network.train(networkWeights({ ...weights, ...buffers }), image)
        const logits = headLogits(network, network.train, output, batch)
        return {
          loss: loss(tf.reshape<tf.Rank.R1>(logits, [batch]), truths),
          aux: prefixed(networkPrefix, output.buffers),
        }
      },
    })
    return {
      state: { ...step.state, ...step.aux },
      outputs: { loss: step.loss, gradientNorm: step.gradientNorm },
    }
  },
})

/** Logits of images. Input `image` [n, c, d, h, w]; output `logits` [n]. */
export const imageClassificationInference = (
  classifier: ImageClassifier,
  images: number,
): Program => ({
  name: "image classification inference",
  state: specsOf(storedParameters(classifier)),
  inputs: imageSpec(classifier.encoder, images),
  body: (state, inputs) => {
    const image = channelsLast(weightsAt(inputs)("image"))
    const { network } = classifier
    const logits = ofShape(
      "the output of the network",
      network.forward,
      network.forward(networkWeights(state), image),
      [images, 1],
    )
    return { state: {}, outputs: { logits: tf.reshape(logits, [images]) } }
  },
})
