import { type Tensors, tf } from "../engine/index.ts"
import type { EncoderModel } from "../nn/contract.ts"
import { discriminator } from "../nn/discriminator.ts"
import { linearLayer } from "../nn/linearLayer.ts"
import { below } from "../nn/names.ts"
import { weightsAt } from "../nn/weights.ts"
import { discriminatorLoss, generatorLoss } from "./adversarial.ts"
import { pyramidBarlowTwins } from "./barlowTwins.ts"
import { encoderPrefix, type Losses, type StepInputs } from "./contract.ts"
import { cellsToVoxels, maskedImage } from "./maskedImage.ts"
import type { M2mae, Terms } from "./m2maeTerms.ts"
import { maskedMeanSquaredError, meanSquaredError } from "./reconstructionLoss.ts"

/** The image masked and both of its encodings, as far as the terms in use need them. */
const encode = (encoder: EncoderModel, weights: Tensors, image: tf.Tensor) => {
  const own = below(encoderPrefix, weights)
  return encoder.transform(own, encoder.embed(own, image))
}

/** The masked image, its mask in voxels and its encoding. */
export const encodeMasked = (
  encoder: EncoderModel,
  weights: Tensors,
  { image, drawn }: Omit<StepInputs, "passed">,
) => {
  const mask = cellsToVoxels(weightsAt(drawn)("mask"), encoder)
  const masked = maskedImage(image, mask, weights["fill"])
  return { mask, masked, encoded: encode(encoder, weights, masked) }
}

/** The single projection g that stands for the decoder: tokens to an image. */
export const project = (encoder: EncoderModel, weights: Tensors, tokens: tf.Tensor): tf.Tensor =>
  encoder.assemble(linearLayer(weightsAt(weights), "decoder", tokens))

/** The generator's losses: MSE (eq. 7), adversarial (eq. 8), PBT (eq. 6), weighted (eq. 9). */
export const generatorLosses = (
  { lambda, region, pbt, loss: weight }: M2mae,
  use: Terms,
  encoder: EncoderModel,
  weights: Tensors,
  inputs: StepInputs,
): Losses => {
  const { image } = inputs
  const { mask, encoded } = encodeMasked(encoder, weights, inputs)
  const reconstruction = use.decoder ? project(encoder, weights, encoded.tokens) : undefined
  const terms: Record<string, tf.Tensor> = {}
  const weighted: tf.Tensor[] = []
  const take = (name: string, factor: number, term: tf.Tensor): void => {
    terms[name] = term
    weighted.push(tf.mul(term, factor))
  }
  if (use.mse && reconstruction !== undefined)
    take(
      "mse",
      weight.mse,
      region === "all"
        ? meanSquaredError(image, reconstruction)
        : maskedMeanSquaredError(image, reconstruction, mask),
    )
  if (use.adversarial && reconstruction !== undefined)
    take(
      "adversarial",
      weight.adversarial,
      generatorLoss(discriminator(encoder, weights, "discriminator.", reconstruction)),
    )
  if (use.pbt) {
    const original = encode(encoder, weights, image)
    const levels = pbt.map((level) => [original.layer(level), encoded.layer(level)] as const)
    take("pbt", weight.pbt, pyramidBarlowTwins(levels, lambda))
  }
  return {
    loss: tf.addN(weighted).asScalar(),
    terms,
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
