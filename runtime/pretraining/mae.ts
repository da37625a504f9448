import type { Component } from "../../dsl/component.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { Values } from "../../dsl/field.ts"
import { mae as maeDefinition } from "../../dsl/objectives/mae.ts"
import { gatherTokens, type Tensors, tf } from "../engine/index.ts"
import { type EncoderModel, transformerOf } from "../nn/encoderContract.ts"
import { stripPrefix, prefixed } from "../nn/layers/names.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import {
  encoderPrefix,
  type ImageInputs,
  implementObjective,
  type Losses,
  type ObjectiveContext,
  type ObjectiveModel,
  type Reconstruction,
} from "./contract.ts"
import { maeDecoder, maeDecoderParameters } from "./maeDecoder.ts"
import { drawTokens, givenTokens, maskedTokens, tokenInputs } from "./maeTokens.ts"
import { maskedImage, tokensToVoxels } from "./maskedImage.ts"
import { meanSquaredError, patchMoments } from "./reconstructionLoss.ts"

type Mae = Component<"objective", "mae"> & Values<typeof maeDefinition.fields>

/** Predicted voxels of every token, [b, tokens, voxelsPerToken]. */
const predict = (
  { decoder }: Mae,
  encoder: EncoderModel,
  weights: Tensors,
  { image, drawn }: ImageInputs,
): tf.Tensor => {
  const own = stripPrefix(encoderPrefix, weights)
  const ids = weightsAt(drawn)
  const { embed, transform } = transformerOf(encoder)
  const visible = gatherTokens(embed(own, image), ids("visible"))
  const { tokens } = transform(own, visible)
  return maeDecoder(decoder, encoder, weights, tokens, ids("restore"))
}

/** Mean squared error over the voxels of masked tokens (He et al. 2022, section 3). */
const losses = (
  objective: Mae,
  encoder: EncoderModel,
  weights: Tensors,
  inputs: ImageInputs,
): Losses => {
  const masked = weightsAt(inputs.drawn)("masked")
  const target = gatherTokens(encoder.patches(inputs.image), masked)
  const { mean, deviation } = patchMoments(target)
  const wanted = objective.normalizedTarget ? tf.div(tf.sub(target, mean), deviation) : target
  const predicted = gatherTokens(predict(objective, encoder, weights, inputs), masked)
  const loss = meanSquaredError(wanted, predicted).asScalar()
  return { loss, terms: { mse: loss } }
}

/** Predictions where masked, the image elsewhere; to be looked at, normalised ones by their patch's own moments. */
const reconstruct = (
  objective: Mae,
  encoder: EncoderModel,
  weights: Tensors,
  inputs: ImageInputs,
): Reconstruction => {
  const { image, drawn } = inputs
  const restore = weightsAt(drawn)("restore")
  const visible = (weightsAt(drawn)("visible").shape[1] ?? 0) - 0.5
  const mask = tokensToVoxels(tf.cast(tf.greater(restore, visible), "float32"), encoder)
  const predicted = predict(objective, encoder, weights, inputs)
  const patches = encoder.patches(image)
  const { mean, deviation } = patchMoments(patches)
  const voxels = objective.normalizedTarget ? tf.add(tf.mul(predicted, deviation), mean) : predicted
  const masked = maskedImage(image, mask)
  return {
    reconstruction: tf.add(masked, tf.mul(encoder.assemble(voxels), mask)),
    masked,
    mask,
    // A patch's own moments are not given to the model: a measure with them would credit it with the truth.
    ...(objective.normalizedTarget
      ? {
          measured: {
            target: encoder.assemble(tf.div(tf.sub(patches, mean), deviation)),
            prediction: encoder.assemble(predicted),
          },
        }
      : {}),
  }
}

const model = (objective: Mae, { encoder, batch }: ObjectiveContext): ObjectiveModel => {
  const masked = maskedTokens(objective.ratio, encoder.tokens)
  return {
    parameters: {
      ...prefixed(encoderPrefix, encoder.parameters),
      ...maeDecoderParameters(objective.decoder, encoder),
    },
    inputs: tokenInputs(batch, encoder.tokens, masked),
    draw: (random) => drawTokens(batch, encoder.tokens, masked, random),
    phases: [
      {
        name: "autoencoder",
        trains: () => true,
        losses: (weights, inputs) => losses(objective, encoder, weights, inputs),
      },
    ],
    separable: true,
    reconstruct: (weights, inputs) => reconstruct(objective, encoder, weights, inputs),
    hiding: (hidden) => givenTokens(batch, encoder.tokens, hidden),
  }
}

const faults = (
  { decoder: { width, heads } }: Mae,
  { encoder }: ObjectiveContext,
  field: string,
): readonly Fault[] => [
  ...(encoder.transformer !== undefined
    ? []
    : [
        fault({
          what: "mae encodes visible tokens alone, but the encoder needs the whole image",
          where: { field },
          expected: "an encoder that is a transformer, such as vit",
          hint: "use simmim(), which masks voxels of the image",
        }),
      ]),
  ...(width % heads === 0
    ? []
    : [
        fault({
          what: `${heads} heads do not divide a decoder width of ${width}`,
          where: { field: `${field}.decoder.heads` },
          expected: "a width that is a whole number of heads",
          hint: `use a width of ${Math.ceil(width / heads) * heads}`,
        }),
      ]),
  ...(encoder.tokens > 1
    ? []
    : [
        fault({
          what: "an image has one token, of which no part can be masked",
          where: { field },
          expected: "two tokens or more",
          hint: "use a larger crop or a smaller patch",
        }),
      ]),
]

/** Masked autoencoder (He et al. 2022): the encoder sees the visible tokens only. */
export default implementObjective(maeDefinition, { model, faults })
