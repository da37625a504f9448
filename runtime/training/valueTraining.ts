import { tf, type Program, type TensorSpecs } from "../engine/index.ts"
import type { HeadModel } from "../nn/contract.ts"
import { chosen } from "../nn/layers/names.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import { optimizerStep } from "./gradientStep.ts"
import type { WithOptimizer } from "./optimizers/contract.ts"

/** What a task does with the outputs [b] of its network. */
export interface ValueLoss {
  /** Predictions [b] of outputs [b]. */
  readonly activation: (outputs: tf.Tensor1D) => tf.Tensor1D
  /** A scalar of predictions [b] and truths [b]. */
  readonly loss: (predictions: tf.Tensor1D, truths: tf.Tensor1D) => tf.Scalar
}

/** How a head on frozen features learns a number of each subject. */
export interface ValueTraining extends WithOptimizer, ValueLoss {
  readonly head: HeadModel
  readonly width: number
  /** Subjects in a step. */
  readonly batch: number
}

const stateSpecs = ({ head, implementation }: ValueTraining): TensorSpecs => {
  const weights = specsOf(head.parameters)
  return { ...weights, ...specsOf(head.buffers), ...implementation.state(weights) }
}

/**
 * One step of training. Inputs: `features` [b, width], `truth` [b], and the optimiser's. Outputs:
 * `loss` and `gradientNorm`.
 */
export const valueProgram = (training: ValueTraining): Program => {
  const { head, width, batch, optimizer, implementation, activation, loss } = training
  return {
    name: "value",
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
          const { logits, buffers } = head.train(weights, pick(head.buffers), features)
          const predictions = activation(tf.reshape<tf.Rank.R1>(logits, [batch]))
          const truths = tf.reshape<tf.Rank.R1>(weightsAt(inputs)("truth"), [batch])
          return { loss: loss(predictions, truths), aux: buffers }
        },
      })
      return {
        state: { ...step.state, ...step.aux },
        outputs: { loss: step.loss, gradientNorm: step.gradientNorm },
      }
    },
  }
}

/** Predictions of subjects. Input `features` [n, width]; output `predictions` [n]. */
export const valueInference = (
  { head, width, activation }: Pick<ValueTraining, "head" | "width" | "activation">,
  subjects: number,
): Program => ({
  name: "value inference",
  state: { ...specsOf(head.parameters), ...specsOf(head.buffers) },
  inputs: { features: { shape: [subjects, width], dtype: "float32" } },
  body: (state, inputs) => {
    const outputs = head.infer(state, state, weightsAt(inputs)("features"))
    const predictions = activation(tf.reshape<tf.Rank.R1>(outputs, [subjects]))
    return { state: {}, outputs: { predictions } }
  },
})
