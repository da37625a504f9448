import type { Optimizer } from "../../dsl/optimizer.ts"
import {
  binaryCrossEntropyWithLogits,
  tf,
  type Arrays,
  type Program,
  type Tensors,
  type TensorSpecs,
} from "../engine/index.ts"
import type { ClassifierModel, EncoderModel, NetworkWeights } from "../nn/contract.ts"
import { initialize } from "../nn/layers/initialize.ts"
import { stripPrefix, prefixed } from "../nn/layers/names.ts"
import { specsOf, type Parameters } from "../nn/layers/parameter.ts"
import { channelsLast } from "../nn/layers/volumeOrder.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import type { Random } from "../random/random.ts"
import { optimizerStep, type OptimizerImplementation } from "./optimizer.ts"
import { zeroState } from "./zeroState.ts"

const encoderPrefix = "encoder."
const networkPrefix = "network."

/** A classifier of images, and the encoder that it may use. */
export interface ImageClassifier {
  readonly encoder: EncoderModel
  readonly network: ClassifierModel
}

/** What is trained: the encoder under `encoder.` where it is used, the network under `network.`. */
export const imageClassifierParameters = ({ encoder, network }: ImageClassifier): Parameters => ({
  ...(network.usesEncoder ? prefixed(encoderPrefix, encoder.parameters) : {}),
  ...prefixed(networkPrefix, network.parameters),
})

/** What is kept beside it, such as running statistics: under `network.`. */
export const imageClassifierBuffers = ({ network }: ImageClassifier): Parameters =>
  prefixed(networkPrefix, network.buffers)

const weightsOf = (state: Tensors): NetworkWeights => ({
  encoder: stripPrefix(encoderPrefix, state),
  network: stripPrefix(networkPrefix, state),
})

const imageSpec = ({ encoder }: ImageClassifier, batch: number): TensorSpecs => ({
  image: { shape: [batch, encoder.channels, ...encoder.crop], dtype: "float32" },
})

/** How a classifier of images is trained. */
export interface ImageClassificationTraining {
  readonly classifier: ImageClassifier
  /** Images in a step. */
  readonly batch: number
  readonly optimizer: Optimizer
  readonly implementation: OptimizerImplementation
}

const stateSpecs = ({ classifier, implementation }: ImageClassificationTraining): TensorSpecs => {
  const weights = specsOf(imageClassifierParameters(classifier))
  const buffers = specsOf(imageClassifierBuffers(classifier))
  return { ...weights, ...buffers, ...implementation.state(weights) }
}

/**
 * One step of training. Inputs: `image` [b, c, d, h, w], `truth` [b] of 0 and 1, and the optimiser's.
 * Outputs: `loss` (binary cross-entropy) and `gradientNorm`.
 */
export const imageClassificationProgram = (training: ImageClassificationTraining): Program => {
  const { classifier, batch, optimizer, implementation } = training
  const picked = (state: Tensors, names: object): Tensors =>
    Object.fromEntries(Object.keys(names).map((name) => [name, weightsAt(state)(name)]))
  return {
    name: "image classification",
    state: stateSpecs(training),
    inputs: {
      ...imageSpec(classifier, batch),
      truth: { shape: [batch], dtype: "float32" },
      ...implementation.inputs,
    },
    body: (state, inputs) => {
      const input = weightsAt(inputs)
      const image = channelsLast(input("image"))
      const truth = tf.reshape(input("truth"), [batch, 1])
      const buffers = picked(state, imageClassifierBuffers(classifier))
      const step = optimizerStep({
        optimizer,
        implementation,
        weights: picked(state, imageClassifierParameters(classifier)),
        state,
        inputs,
        loss: (weights) => {
          const output = classifier.network.train(weightsOf({ ...weights, ...buffers }), image)
          return {
            loss: tf.mean<tf.Scalar>(binaryCrossEntropyWithLogits(output.logits, truth)),
            aux: prefixed(networkPrefix, output.buffers),
          }
        },
      })
      return {
        state: { ...step.state, ...step.aux },
        outputs: { loss: step.loss, gradientNorm: step.gradientNorm },
      }
    },
  }
}

/** Logits of images. Input `image` [n, c, d, h, w]; output `logits` [n]. */
export const imageClassificationInference = (
  classifier: ImageClassifier,
  images: number,
): Program => ({
  name: "image classification inference",
  state: {
    ...specsOf(imageClassifierParameters(classifier)),
    ...specsOf(imageClassifierBuffers(classifier)),
  },
  inputs: imageSpec(classifier, images),
  body: (state, inputs) => {
    const image = channelsLast(weightsAt(inputs)("image"))
    const logits = classifier.network.forward(weightsOf(state), image)
    return { state: {}, outputs: { logits: tf.reshape(logits, [images]) } }
  },
})

/** The state before the first step; `pretrained` weights of the encoder stand in for drawn ones. */
export const initialImageClassifier = (
  training: ImageClassificationTraining,
  pretrained: Arrays,
  random: Random,
): Arrays => {
  const { classifier } = training
  return {
    ...zeroState(stateSpecs(training)),
    ...initialize(
      { ...imageClassifierParameters(classifier), ...imageClassifierBuffers(classifier) },
      random,
    ),
    ...(classifier.network.usesEncoder ? prefixed(encoderPrefix, pretrained) : {}),
  }
}
