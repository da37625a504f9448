import type { Component } from "../../dsl/component.ts"
import { fault, type Fault } from "../../dsl/fault.ts"
import type { Values } from "../../dsl/field.ts"
import { simmim as simmimDefinition } from "../../dsl/objectives/simmim.ts"
import { type Tensors, type TensorSpecs, tf } from "../engine/index.ts"
import type { Encoded, EncoderModel } from "../nn/encoderContract.ts"
import { linearLayer, linearParameters } from "../nn/layers/linearLayer.ts"
import { stripPrefix, prefixed } from "../nn/layers/names.ts"
import { embeddingNormal, type ParameterSpec, zeros } from "../nn/layers/parameter.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import type { Random } from "../random/random.ts"
import { type Blocks, drawBlockMask, maskedTokenCount } from "./blockMask.ts"
import {
  encoderPrefix,
  type ImageInputs,
  implementObjective,
  type Losses,
  type ObjectiveContext,
  type ObjectiveModel,
  type Reconstruction,
} from "./contract.ts"
import { repeated } from "./evaluationMask.ts"
import { maskedImage, tokensToVoxels } from "./maskedImage.ts"
import { maskedMeanAbsoluteError } from "./reconstructionLoss.ts"

type Simmim = Component<"objective", "simmim"> & Values<typeof simmimDefinition.fields>

const blocksOf = ({ block }: Simmim, { grid, tokens }: EncoderModel): Blocks => ({
  grid,
  tokens,
  block,
})

/**
 * What stands in masked tokens. In a transformer an empty patch embeds as its position and the
 * projection's bias, to which a learned token is added: SimMIM's own without that bias. Elsewhere it is
 * a learned intensity for each modality, zero at first.
 */
const maskTokenOf = ({ transformer, width, channels }: EncoderModel): ParameterSpec =>
  transformer === undefined
    ? { shape: [channels], init: zeros }
    : { shape: [1, 1, width], init: embeddingNormal }

/** Predicted voxels of every token, [b, tokens, voxelsPerToken]. */
const predict = (
  encoder: EncoderModel,
  weights: Tensors,
  { image, drawn }: ImageInputs,
): tf.Tensor => {
  const { transformer } = encoder
  const own = stripPrefix(encoderPrefix, weights)
  const mask = weightsAt(drawn)("mask")
  const maskToken = weightsAt(weights)("mask_token")
  const voxels = tokensToVoxels(mask, encoder)
  const encoded = (): Encoded => {
    if (transformer === undefined) return encoder.encode(own, maskedImage(image, voxels, maskToken))
    const empty = transformer.embed(own, maskedImage(image, voxels))
    const embedded = tf.add(empty, tf.mul(tf.expandDims(mask, -1), maskToken))
    return transformer.transform(own, embedded)
  }
  return linearLayer(weightsAt(weights), "decoder", encoded().tokens)
}

/** Mean absolute error over the voxels of masked tokens (Xie et al. 2022, section 3.4). */
const losses = (encoder: EncoderModel, weights: Tensors, inputs: ImageInputs): Losses => {
  const mask = tf.expandDims(weightsAt(inputs.drawn)("mask"), -1)
  const target = encoder.patches(inputs.image)
  const loss = maskedMeanAbsoluteError(target, predict(encoder, weights, inputs), mask).asScalar()
  return { loss, terms: { l1: loss } }
}

/** Predictions where masked, the image elsewhere. */
const reconstruct = (
  encoder: EncoderModel,
  weights: Tensors,
  inputs: ImageInputs,
): Reconstruction => {
  const mask = tokensToVoxels(weightsAt(inputs.drawn)("mask"), encoder)
  const masked = maskedImage(inputs.image, mask)
  const predicted = encoder.assemble(predict(encoder, weights, inputs))
  return { reconstruction: tf.add(masked, tf.mul(predicted, mask)), masked, mask }
}

/** One mask a crop, each at its own address: [batch, tokens]. */
const draw = (
  objective: Simmim,
  { encoder, batch }: ObjectiveContext,
  random: Random,
): Float32Array => {
  const mask = new Float32Array(batch * encoder.tokens)
  for (let sample = 0; sample < batch; sample++)
    mask.set(
      drawBlockMask(blocksOf(objective, encoder), objective.ratio, random.at(sample)),
      sample * encoder.tokens,
    )
  return mask
}

const model = (objective: Simmim, context: ObjectiveContext): ObjectiveModel => {
  const { encoder, batch } = context
  const maskInputs: TensorSpecs = { mask: { shape: [batch, encoder.tokens], dtype: "float32" } }
  return {
    parameters: {
      ...prefixed(encoderPrefix, encoder.parameters),
      mask_token: maskTokenOf(encoder),
      ...prefixed("decoder.", linearParameters(encoder.width, encoder.voxelsPerToken)),
    },
    inputs: maskInputs,
    draw: (random) => ({ mask: draw(objective, context, random) }),
    phases: [
      {
        name: "reconstruction",
        trains: () => true,
        losses: (weights, inputs) => losses(encoder, weights, inputs),
      },
    ],
    // Every crop has as many masked voxels.
    separable: true,
    reconstruct: (weights, inputs) => reconstruct(encoder, weights, inputs),
    hiding: (hidden) => ({
      inputs: maskInputs,
      values: { mask: repeated(hidden, batch * encoder.tokens) },
    }),
  }
}

const faults = (
  objective: Simmim,
  { encoder }: ObjectiveContext,
  field: string,
): readonly Fault[] => {
  const { block, ratio } = objective
  const grid = encoder.grid.join("x")
  if (encoder.grid.some((length) => length % block !== 0))
    return [
      fault({
        what: `blocks of ${block} tokens do not divide ${grid} positions`,
        where: { field: `${field}.block` },
        expected: "a divisor of the positions along each axis",
        hint: "use block: 1, or a crop that is a whole number of blocks",
      }),
    ]
  return maskedTokenCount(blocksOf(objective, encoder), ratio) > 0
    ? []
    : [
        fault({
          what: `an image has one block of ${grid} tokens, of which no part can be masked`,
          where: { field: `${field}.block` },
          expected: "two blocks or more",
          hint: "use smaller blocks, a larger crop or a smaller patch",
        }),
      ]
}

/** SimMIM (Xie et al. 2022): all tokens go through the encoder, a linear layer reconstructs. */
export default implementObjective(simmimDefinition, { model, faults })
