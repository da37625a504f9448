import {
  binaryCrossEntropyWithLogits,
  tf,
  type Arrays,
  type Program,
  type TensorSpecs,
} from "../engine/index.ts"
import type { HeadModel } from "../nn/contract.ts"
import { initialize } from "../nn/layers/initialize.ts"
import { chosen } from "../nn/layers/names.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import type { Random } from "../random/random.ts"
import { optimizerStep } from "./gradientStep.ts"
import type { WithOptimizer } from "./optimizers/contract.ts"
import { zeroState } from "./zeroState.ts"

/** How a classifier of frozen features is trained. */
export interface ClassificationTraining extends WithOptimizer {
  readonly head: HeadModel
  readonly width: number
  /** Subjects in a step. */
  readonly batch: number
}

const stateSpecs = ({ head, implementation }: ClassificationTraining): TensorSpecs => {
  const weights = specsOf(head.parameters)
  return { ...weights, ...specsOf(head.buffers), ...implementation.state(weights) }
}

/**
 * One step of training. Inputs: `features` [b, width], `truth` [b] of 0 and 1, and the optimiser's.
 * Outputs: `loss` (binary cross-entropy) and `gradientNorm`.
 */
export const classificationProgram = (training: ClassificationTraining): Program => {
  const { head, width, batch, optimizer, implementation } = training
  return {
    name: "classification",
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
          const truth = tf.reshape(weightsAt(inputs)("truth"), [batch, 1])
          return {
            loss: tf.mean<tf.Scalar>(binaryCrossEntropyWithLogits(logits, truth)),
            aux: buffers,
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

/** Logits of subjects. Input `features` [n, width]; output `logits` [n]. */
export const headProgram = (head: HeadModel, width: number, subjects: number): Program => ({
  name: "classification inference",
  state: { ...specsOf(head.parameters), ...specsOf(head.buffers) },
  inputs: { features: { shape: [subjects, width], dtype: "float32" } },
  body: (state, inputs) => {
    const logits = head.infer(state, state, weightsAt(inputs)("features"))
    return { state: {}, outputs: { logits: tf.reshape(logits, [subjects]) } }
  },
})

/** The state before the first step. */
export const initialClassifier = (training: ClassificationTraining, random: Random): Arrays => ({
  ...zeroState(stateSpecs(training)),
  ...initialize({ ...training.head.parameters, ...training.head.buffers }, random),
})
