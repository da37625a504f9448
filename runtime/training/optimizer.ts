import type { AnyDefinition, Component, Definition } from "../../dsl/component.ts"
import type { Fields, Values } from "../../dsl/field.ts"
import { adam, type Optimizer } from "../../dsl/optimizer.ts"
import {
  type Arrays,
  type Tensors,
  type TensorSpecs,
  tf,
  valueAndGradients,
} from "../engine/index.ts"

/** What one update reads. */
interface Update {
  readonly weights: Tensors
  /** One for each weight. */
  readonly gradients: Tensors
  /** The optimiser's own state for these weights. */
  readonly state: Tensors
  readonly inputs: Tensors
}

/** How an optimiser is made true. */
export interface OptimizerImplementation<O = Optimizer> {
  readonly definition: AnyDefinition
  /** The state kept beside the weights of these names, zero at first. */
  state(weights: TensorSpecs): TensorSpecs
  /** What changes from step to step. */
  readonly inputs: TensorSpecs
  /** Values of the inputs at a step (counted from 1) and a learning rate. */
  inputValues(optimizer: O, step: number, rate: number): Arrays
  /** The weights and the state after a step. */
  update(optimizer: O, update: Update): { readonly weights: Tensors; readonly state: Tensors }
}

/** The default export of an optimiser's module. */
export const implementOptimizer = <Kind extends string, F extends Fields>(
  definition: Definition<"optimizer", Kind, F>,
  implementation: Omit<
    OptimizerImplementation<Component<"optimizer", Kind> & Values<F>>,
    "definition"
  >,
) => ({ definition, ...implementation })

/** A tensor that has to be there. */
export const entry = (tensors: Tensors, name: string): tf.Tensor => {
  const tensor = tensors[name]
  if (tensor === undefined) throw new Error(`there is no ${name}`)
  return tensor
}

export const scalar = { shape: [], dtype: "float32" } as const

const adamOptimizer = implementOptimizer(adam, {
  state: (weights) =>
    Object.fromEntries(
      Object.entries(weights).flatMap(([name, spec]) => [
        [`m:${name}`, spec],
        [`v:${name}`, spec],
      ]),
    ),
  // rate m' / (sqrt(v') + epsilon), where m' and v' are m and v over their bias, is
  // stepSize m / (sqrt(v) + smallest): every factor but these two would be a pass over the weights.
  inputs: { stepSize: scalar, decay: scalar, smallest: scalar },
  inputValues: ({ betas: [beta1, beta2], weightDecay, epsilon }, step, rate) => {
    const deviation = Math.sqrt(1 - beta2 ** step)
    return {
      stepSize: Float32Array.of((rate * deviation) / (1 - beta1 ** step)),
      decay: Float32Array.of(1 - rate * weightDecay),
      smallest: Float32Array.of(epsilon * deviation),
    }
  },
  update: ({ betas: [beta1, beta2], weightDecay }, { weights, gradients, state, inputs }) => {
    const [stepSize, decay, smallest] = [
      entry(inputs, "stepSize"),
      entry(inputs, "decay"),
      entry(inputs, "smallest"),
    ]
    const updated: Record<string, tf.Tensor> = {}
    const moments: Record<string, tf.Tensor> = {}
    for (const [name, weight] of Object.entries(weights)) {
      const gradient = entry(gradients, name)
      const m = tf.add(tf.mul(entry(state, `m:${name}`), beta1), tf.mul(gradient, 1 - beta1))
      const v = tf.add(
        tf.mul(entry(state, `v:${name}`), beta2),
        tf.mul(tf.square(gradient), 1 - beta2),
      )
      const root = tf.add(tf.sqrt(v), smallest)
      const decayed = weightDecay === 0 ? weight : tf.mul(weight, decay)
      updated[name] = tf.sub(decayed, tf.div(tf.mul(m, stepSize), root))
      moments[`m:${name}`] = m
      moments[`v:${name}`] = v
    }
    return { weights: updated, state: moments }
  },
})

/**
 * Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019), as PyTorch's
 * AdamW: the decay is multiplied by the learning rate and applies to every parameter, biases and
 * norms too.
 */
export default adamOptimizer

/** Root of the sum of squares over all tensors, a scalar. */
const globalNorm = (tensors: Tensors): tf.Tensor =>
  tf.sqrt(tf.addN(Object.values(tensors).map((tensor) => tf.sum(tf.square(tensor)))))

/** Scales gradients so that their global norm is at most `limit` (PyTorch's clip_grad_norm_). */
const clipped = (gradients: Tensors, norm: tf.Tensor, limit: number): Tensors => {
  const scale = tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1)
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, scale)]),
  )
}

/** What an optimiser steps with. */
interface Step {
  readonly optimizer: Optimizer
  readonly implementation: OptimizerImplementation
  /** The weights to train, and no others. */
  readonly weights: Tensors
  /** The optimiser's state; entries for other weights are left alone. */
  readonly state: Tensors
  readonly inputs: Tensors
}

interface Stepped {
  /** Before clipping. */
  readonly gradientNorm: tf.Tensor
  /** Weights and optimiser state after the step. */
  readonly state: Tensors
}

/** Clips gradients, one for each weight, and updates. */
export const gradientStep = ({
  optimizer,
  implementation,
  weights,
  gradients,
  state,
  inputs,
}: Step & { readonly gradients: Tensors }): Stepped => {
  const gradientNorm = globalNorm(gradients)
  const after = implementation.update(optimizer, {
    weights,
    gradients:
      optimizer.clip === null ? gradients : clipped(gradients, gradientNorm, optimizer.clip),
    state,
    inputs,
  })
  return { gradientNorm, state: { ...after.weights, ...after.state } }
}

/** One step of an optimiser on the weights that it trains. */
export interface OptimizerStep extends Step {
  readonly loss: (weights: Tensors) => { loss: tf.Scalar; aux?: Tensors }
}

/** Gradients of a loss, clipping, update. */
export const optimizerStep = ({
  loss: lossOf,
  ...step
}: OptimizerStep): Stepped & { readonly loss: tf.Tensor; readonly aux: Tensors } => {
  const { loss, gradients, aux } = valueAndGradients(step.weights, lossOf)
  return { loss, aux, ...gradientStep({ ...step, gradients }) }
}
