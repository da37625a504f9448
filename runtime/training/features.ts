import { tf, type Arrays, type Program, type TensorSpecs } from "../engine/index.ts"
import type { HeadModel } from "../nn/contract.ts"
import { initialize } from "../nn/layers/initialize.ts"
import { chosen } from "../nn/layers/names.ts"
import { specsOf, type Parameters } from "../nn/layers/parameter.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import { ofShape } from "../nn/outputShape.ts"
import type { Random } from "../random/random.ts"
import { headLogits } from "./checkedOutput.ts"
import { optimizerStep } from "./gradientStep.ts"
import type { WithOptimizer } from "./optimizers/contract.ts"
import { zeroState } from "./zeroState.ts"

/** What a task does with the outputs [b] of its network, one a subject. */
export interface OutputLoss {
  /** What the outputs [b] stand for [b]: the logits of a class, predictions of a number. */
  readonly activation: (outputs: tf.Tensor1D) => tf.Tensor1D
  /** A scalar of what they stand for and truths [b]. */
  readonly loss: (outputs: tf.Tensor1D, truths: tf.Tensor1D) => tf.Scalar
}

/** How a head on frozen features learns a class or a number of each subject. */
export interface FeatureTraining extends WithOptimizer, OutputLoss {
  /** Of the task, as messages name the program. */
  readonly name: string
  readonly head: HeadModel
  readonly width: number
  /** Subjects in a step. */
  readonly batch: number
}

/** Parameters and buffers: what a trained head is stored as. */
export const storedHead = ({ parameters, buffers }: HeadModel): Parameters => ({
  ...parameters,
  ...buffers,
})

const stateSpecs = ({ head, implementation }: FeatureTraining): TensorSpecs => ({
  ...specsOf(storedHead(head)),
  ...implementation.state(specsOf(head.parameters)),
})

/**
 * One step of training. Inputs: `features` [b, width], `truth` [b], and the optimiser's. Outputs:
 * `loss` and `gradientNorm`.
 */
export const featureProgram = (training: FeatureTraining): Program => {
  const { name, head, width, batch, optimizer, implementation, activation, loss } = training
  return {
    name,
    state: stateSpecs(training),
    inputs: {
      features: { shape: [batch, width], dtype: "float32" },
      truth: { shape: [batch], dtype: "float32" },
      ...implementation.inputs,
    },
    body: (state, inputs) => {
      const pick = (names: object) => chosen(state, (name) => name in names)
      const step = optimizerStep({
        optimizer,
        implementation,
        weights: pick(head.parameters),
        state,
        inputs,
        loss: (weights) => {
          const features = weightsAt(inputs)("features")
          const output = head.train(weights, pick(head.buffers), features)
          const logits = headLogits(head, head.train, output, batch)
          const outputs = activation(tf.reshape<tf.Rank.R1>(logits, [batch]))
          const truths = tf.reshape<tf.Rank.R1>(weightsAt(inputs)("truth"), [batch])
          return { loss: loss(outputs, truths), aux: output.buffers }
        },
      })
      return {
        state: { ...step.state, ...step.aux },
        outputs: { loss: step.loss, gradientNorm: step.gradientNorm },
      }
    },
  }
}

/** What subjects' outputs stand for. Input `features` [n, width]; output `outputs` [n]. */
export const featureInference = (
  { name, head, width, activation }: FeatureTraining,
  subjects: number,
): Program => ({
  name: `${name} inference`,
  state: specsOf(storedHead(head)),
  inputs: { features: { shape: [subjects, width], dtype: "float32" } },
  body: (state, inputs) => {
    const outputs = ofShape(
      "the output of the network",
      head.infer,
      head.infer(state, state, weightsAt(inputs)("features")),
      [subjects, 1],
    )
    return {
      state: {},
      outputs: { outputs: activation(tf.reshape<tf.Rank.R1>(outputs, [subjects])) },
    }
  },
})

/** The state before the first step. */
export const initialHead = (training: FeatureTraining, random: Random): Arrays => ({
  ...zeroState(stateSpecs(training)),
  ...initialize(storedHead(training.head), random),
})
