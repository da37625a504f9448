import { type Tensors, tf, valueAndGradients } from "../engine/index.ts"
import type { WithOptimizer } from "./optimizers/contract.ts"

/** Root of the sum of squares over all tensors, a scalar. */
export const globalNorm = (tensors: Tensors): tf.Tensor =>
  tf.sqrt(tf.addN(Object.values(tensors).map((tensor) => tf.sum(tf.square(tensor)))))

/** Scales gradients so that their global norm is at most `limit` (PyTorch's clip_grad_norm_). */
const clipped = (gradients: Tensors, norm: tf.Tensor, limit: number): Tensors => {
  const scale = tf.minimum(tf.div(limit, tf.add(norm, 1e-6)), 1)
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, scale)]),
  )
}

/** What an optimiser steps with. */
interface Step extends WithOptimizer {
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
