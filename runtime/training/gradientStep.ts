import { type Tensors, type TensorSpecs, tf } from "../engine/index.ts"
import { firstNames } from "../faults/firstNames.ts"
import type { PartFunction } from "../faults/functionPlace.ts"
import { misfit, ofShape } from "../nn/outputShape.ts"
import type { WithOptimizer } from "./optimizers/contract.ts"
import { trainedGradients } from "./trainedGradients.ts"

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

/** What an optimiser gives for tensors of some specs: each of them, and no others. */
const ofSpecs = (
  whose: string,
  by: PartFunction,
  specs: TensorSpecs,
  given: Tensors = {},
): Tensors => {
  for (const [name, { shape }] of Object.entries(specs))
    ofShape(`${whose} ${name}`, by, given[name]!, shape)
  const more = Object.keys(given).find((name) => !(name in specs))
  if (more === undefined) return given
  throw misfit(`${whose} ${more}`, by, given[more], {
    expected: `one of ${firstNames(Object.keys(specs))}`,
    hint: "this function returns it: it gives what it was given, by the same names",
  })
}

const specsOf = (tensors: Tensors): TensorSpecs =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { shape }]) => [name, { shape, dtype: "float32" }]),
  )

/** The state that an optimiser declares for weights, none by the name of one. */
const stateOf = ({ optimizer: { kind }, implementation, weights }: Step): TensorSpecs => {
  const specs = implementation.state(specsOf(weights))
  const twice = Object.keys(specs).find((name) => name in weights)
  if (twice === undefined) return specs
  throw misfit(`the name of a state of ${kind}`, implementation.state, twice, {
    expected: "a name that no weight has",
    hint: 'this function returns it: put a prefix before it, as prefixed("square:", weights)',
  })
}

/** Clips gradients, one for each weight, and updates. */
export const gradientStep = ({
  gradients,
  ...step
}: Step & { readonly gradients: Tensors }): Stepped => {
  const { optimizer, implementation, weights, state, inputs } = step
  const declared = stateOf(step)
  const gradientNorm = globalNorm(gradients)
  const after = implementation.update(optimizer, {
    weights,
    gradients:
      optimizer.clip === null ? gradients : clipped(gradients, gradientNorm, optimizer.clip),
    state,
    inputs,
  })
  // One that is left out would stay as it is without a word.
  const checked = (part: "weights" | "state", specs: TensorSpecs): Tensors =>
    ofSpecs(
      `after a step of ${optimizer.kind} the ${part === "state" ? "state" : "weight"}`,
      implementation.update,
      specs,
      after?.[part],
    )
  return {
    gradientNorm,
    state: { ...checked("weights", specsOf(weights)), ...checked("state", declared) },
  }
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
  const { loss, gradients, aux } = trainedGradients(step.weights, lossOf)
  return { loss, aux, ...gradientStep({ ...step, gradients }) }
}
