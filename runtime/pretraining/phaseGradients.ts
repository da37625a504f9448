import { type Tensors, tf } from "../engine/index.ts"
import { stripPrefix, chosen, prefixed } from "../nn/layers/names.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import {
  accumulatedGradients,
  averaged,
  computedAfter,
  joined,
  microBatches,
} from "../training/microBatches.ts"
import { trainedGradients } from "../training/trainedGradients.ts"
import type { Losses, LossTerms } from "./contract.ts"

/** The losses of a phase on one micro-batch, of the inputs of that micro-batch. */
type LossesOf = (weights: Tensors, part: Tensors, index: number) => Losses

/** What a phase computes its gradients from. */
export interface PhaseLosses {
  readonly of: LossesOf
  /** Of the features of the whole batch, and of the weights that are its head. */
  readonly batchLoss: ((batchFeatures: Tensors, weights: Tensors) => LossTerms) | undefined
  readonly isHead: (parameter: string) => boolean
}

/** What a phase gives, at the weights before the step. */
export interface PhaseGradients {
  readonly loss: tf.Tensor
  readonly terms: Tensors
  readonly gradients: Tensors
  /** What each micro-batch passes on to later phases. */
  readonly passed: readonly Tensors[]
}

const auxOf = ({ loss, terms, passed = {} }: Losses): Tensors => ({
  loss,
  ...prefixed("term:", terms),
  ...prefixed("passed:", passed),
})

const withoutPassed = (aux: Tensors): Tensors => ({
  loss: weightsAt(aux)("loss"),
  ...prefixed("term:", stripPrefix("term:", aux)),
})

/** The whole batch at once. */
const ofBatch = (
  { of, batchLoss }: PhaseLosses,
  weights: Tensors,
  batch: Tensors,
): PhaseGradients => {
  const { loss, gradients, aux } = trainedGradients(weights, (trained) => {
    const losses = of(trained, batch, 0)
    const more = batchLoss?.(losses.batchFeatures ?? {}, trained)
    const all = more === undefined ? losses.loss : tf.add<tf.Scalar>(losses.loss, more.loss)
    return { loss: all, aux: auxOf({ ...losses, terms: { ...losses.terms, ...more?.terms } }) }
  })
  return {
    loss,
    gradients,
    terms: stripPrefix("term:", aux),
    passed: [stripPrefix("passed:", aux)],
  }
}

/** The features of each micro-batch, without gradients; one micro-batch after another. */
const concatenatedFeatures = (
  weights: Tensors,
  parts: readonly Tensors[],
  lossesOf: LossesOf,
): readonly Tensors[] =>
  parts.reduce<readonly Tensors[]>((before, part, index) => {
    const inputs = computedAfter(Object.values(before.at(-1) ?? {}), part)
    return [...before, tf.tidy(() => ({ ...lossesOf(weights, inputs, index).batchFeatures }))]
  }, [])

/** The sum of the products of tensors with constants of the same names. */
const innerProduct = (tensors: Tensors, constants: Tensors): tf.Scalar =>
  tf
    .addN(
      Object.entries(constants).map(([name, constant]) =>
        tf.sum(tf.mul(weightsAt(tensors)(name), constant)),
      ),
    )
    .asScalar()

const batchFeaturesPrefix = "batchFeatures:"
const headPrefix = "head:"

/**
 * A loss over the whole batch, by micro-batches, exactly (gradient caching, Gao et al. 2021): the
 * features of all micro-batches are computed first, without gradients; the loss gives its gradient with
 * respect to them and to the head; each micro-batch then goes forward again, and its part of that
 * gradient is propagated back.
 */
const withBatchLoss = (
  batchLoss: NonNullable<PhaseLosses["batchLoss"]>,
  isHead: PhaseLosses["isHead"],
  weights: Tensors,
  parts: readonly Tensors[],
  lossesOf: LossesOf,
): PhaseGradients => {
  const batchFeatures = joined(concatenatedFeatures(weights, parts, lossesOf))
  const read = {
    ...prefixed(batchFeaturesPrefix, batchFeatures),
    ...prefixed(headPrefix, chosen(weights, isHead)),
  }
  const whole = trainedGradients(read, (given) => {
    const { loss, terms } = batchLoss(
      stripPrefix(batchFeaturesPrefix, given),
      stripPrefix(headPrefix, given),
    )
    return { loss, aux: terms }
  })
  const batch = Object.values(batchFeatures)[0]?.shape[0] ?? parts.length
  const ofBatchFeatures = stripPrefix(batchFeaturesPrefix, whole.gradients)
  const cached = microBatches(ofBatchFeatures, batch, batch / parts.length)
  const body = chosen(weights, (name) => !isHead(name))
  const { gradients, aux } = accumulatedGradients(body, parts, (trained, part, index) => {
    const losses = lossesOf(trained, part, index)
    // The mean over micro-batches divides what is a sum over them.
    const share = tf.mul(
      innerProduct(losses.batchFeatures ?? {}, cached[index] ?? {}),
      parts.length,
    )
    return { loss: tf.add<tf.Scalar>(losses.loss, share), aux: auxOf(losses) }
  })
  const own = averaged(aux.map(withoutPassed))
  return {
    loss: tf.add(weightsAt(own)("loss"), whole.loss),
    terms: { ...stripPrefix("term:", own), ...whole.aux },
    gradients: { ...gradients, ...stripPrefix(headPrefix, whole.gradients) },
    passed: aux.map((each) => stripPrefix("passed:", each)),
  }
}

/** Micro-batches whose losses are means over crops. */
const ofParts = (
  weights: Tensors,
  parts: readonly Tensors[],
  lossesOf: LossesOf,
): PhaseGradients => {
  const { loss, gradients, aux } = accumulatedGradients(weights, parts, (trained, part, index) => {
    const losses = lossesOf(trained, part, index)
    return { loss: losses.loss, aux: auxOf(losses) }
  })
  return {
    loss,
    terms: stripPrefix("term:", averaged(aux.map(withoutPassed))),
    gradients,
    passed: aux.map((each) => stripPrefix("passed:", each)),
  }
}

/**
 * Loss and gradients of a phase with respect to the weights given, over the micro-batches of a batch:
 * those of the batch, up to rounding.
 */
export const phaseGradients = (
  losses: PhaseLosses,
  weights: Tensors,
  parts: readonly Tensors[],
): PhaseGradients => {
  const [batch] = parts
  if (batch !== undefined && parts.length === 1) return ofBatch(losses, weights, batch)
  const { of, batchLoss, isHead } = losses
  return batchLoss === undefined
    ? ofParts(weights, parts, of)
    : withBatchLoss(batchLoss, isHead, weights, parts, of)
}
