import { type Tensors, tf } from "../engine/index.ts"
import type { Encoded, EncoderModel } from "../nn/encoderContract.ts"
import { discriminator } from "../nn/networks/discriminator.ts"
import { linearLayer } from "../nn/layers/linearLayer.ts"
import { stripPrefix } from "../nn/layers/names.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import { discriminatorLoss, generatorLoss } from "./adversarial.ts"
import { levelBarlowTwins } from "./barlowTwins.ts"
import {
  encoderPrefix,
  type ImageInputs,
  type Losses,
  type LossTerms,
  type StepInputs,
} from "./contract.ts"
import { cellsToVoxels, maskedImage } from "./maskedImage.ts"
import type { M2mae, Terms } from "./m2maeTerms.ts"
import { maskedMeanSquaredError, meanSquaredError, squaredNorm } from "./reconstructionLoss.ts"

/** An image through the encoder, whose weights are among the objective's. */
const encode = (encoder: EncoderModel, weights: Tensors, image: tf.Tensor) => {
  const own = stripPrefix(encoderPrefix, weights)
  return encoder.encode(own, image)
}

/** The masked image, its mask in voxels and its encoding. */
export const encodeMasked = (
  encoder: EncoderModel,
  weights: Tensors,
  { image, drawn }: ImageInputs,
) => {
  const mask = cellsToVoxels(weightsAt(drawn)("mask"), encoder)
  const masked = maskedImage(image, mask, weights["fill"])
  return { mask, masked, encoded: encode(encoder, weights, masked) }
}

/** The single projection g that stands for the decoder: tokens to an image. */
export const project = (encoder: EncoderModel, weights: Tensors, tokens: tf.Tensor): tf.Tensor =>
  encoder.assemble(linearLayer(weightsAt(weights), "decoder", tokens))

/** Masked voxels of a batch, times the share of the batch that a mask [b, ...] belongs to. */
const maskedVoxels = ({ patch }: EncoderModel, { drawn, drawnForBatch }: StepInputs): tf.Tensor => {
  const batch = weightsAt(drawnForBatch)("mask")
  const share = (weightsAt(drawn)("mask").shape[0] ?? 1) / (batch.shape[0] ?? 1)
  return tf.mul(tf.sum(batch), patch[0] * patch[1] * patch[2] * share)
}

const pair = (level: number) => [`original.${level}`, `masked.${level}`] as const

/**
 * The PBT (eq. 6), weighted, from both embeddings of each level; crops and tokens are its rows. Levels
 * that differ in resolution are each taken at their own: those of the paper's ViT have one, so that its
 * resizing to a common level leaves them as they are.
 */
export const pbtLoss = (objective: M2mae, batchFeatures: Tensors): LossTerms => {
  const embedding = weightsAt(batchFeatures)
  const levels = objective.pbt.map((level) => {
    const [original, masked] = pair(level)
    return levelBarlowTwins(embedding(original), embedding(masked), objective)
  })
  const term = tf.addN(levels)
  return {
    loss: tf.mul(term, objective.loss.pbt).asScalar(),
    terms: { pbt: term },
    parts: Object.fromEntries(levels.map((loss, index) => [`pbt.${objective.pbt[index]}`, loss])),
  }
}

/** The MSE (eq. 7): over all voxels or the masked ones, their mean or the squared norm of an image. */
const squaredError = (
  { region, mseReduction }: M2mae,
  encoder: EncoderModel,
  inputs: StepInputs,
  reconstruction: tf.Tensor,
  mask: tf.Tensor,
): tf.Tensor => {
  const { image } = inputs
  if (region === "all")
    return mseReduction === "mean"
      ? meanSquaredError(image, reconstruction)
      : squaredNorm(image, reconstruction)
  return mseReduction === "mean"
    ? maskedMeanSquaredError(image, reconstruction, mask, maskedVoxels(encoder, inputs))
    : squaredNorm(tf.mul(mask, image), tf.mul(mask, reconstruction))
}

/** A level's embedding for the PBT; the last one before the encoder's last norm, or after. */
const embeddingAt = (
  { pbtNorm }: M2mae,
  { levels }: EncoderModel,
  { tokens, level }: Encoded,
  number: number,
): tf.Tensor => (pbtNorm === "after" && number === levels.length ? tokens : level(number))

/** The generator's losses but for the PBT: MSE (eq. 7) and adversarial (eq. 8), weighted (eq. 9). */
export const generatorLosses = (
  objective: M2mae,
  use: Terms,
  encoder: EncoderModel,
  weights: Tensors,
  inputs: StepInputs,
): Losses => {
  const { pbt, loss: weight } = objective
  const { mask, encoded } = encodeMasked(encoder, weights, inputs)
  const reconstruction = use.decoder ? project(encoder, weights, encoded.tokens) : undefined
  const terms: Record<string, tf.Tensor> = {}
  const weighted: tf.Tensor[] = []
  const take = (name: string, factor: number, term: tf.Tensor): void => {
    terms[name] = term
    weighted.push(tf.mul(term, factor))
  }
  if (use.mse && reconstruction !== undefined)
    take("mse", weight.mse, squaredError(objective, encoder, inputs, reconstruction, mask))
  if (use.adversarial && reconstruction !== undefined)
    take(
      "adversarial",
      weight.adversarial,
      generatorLoss(discriminator(encoder, weights, "discriminator.", reconstruction)),
    )
  const batchFeatures: Record<string, tf.Tensor> = {}
  if (use.pbt) {
    const plain = encode(encoder, weights, inputs.image)
    for (const level of pbt) {
      const [original, masked] = pair(level)
      batchFeatures[original] = embeddingAt(objective, encoder, plain, level)
      batchFeatures[masked] = embeddingAt(objective, encoder, encoded, level)
    }
  }
  return {
    loss: weighted.length === 0 ? tf.scalar(0) : tf.addN(weighted).asScalar(),
    terms,
    batchFeatures,
    ...(use.adversarial && reconstruction !== undefined ? { passed: { reconstruction } } : {}),
  }
}

/** The discriminator's loss (eq. 8) on the image and on the reconstruction as a constant. */
export const discriminatorLosses = (
  encoder: EncoderModel,
  weights: Tensors,
  { image, passed }: StepInputs,
): Losses => {
  const judge = (x: tf.Tensor): tf.Tensor => discriminator(encoder, weights, "discriminator.", x)
  const reconstruction = weightsAt(passed)("reconstruction")
  const loss = discriminatorLoss(judge(image), judge(reconstruction)).asScalar()
  return { loss, terms: { discriminator: loss } }
}
