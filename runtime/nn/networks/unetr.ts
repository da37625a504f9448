import type { Component } from "../../../dsl/component.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { Values } from "../../../dsl/field.ts"
import { unetr as unetrDefinition } from "../../../dsl/networks/unetr.ts"
import { linear, type Tensors, tf } from "../../engine/index.ts"
import {
  implementNetwork,
  type NetworkContext,
  type NetworkWeights,
  type SegmentationModel,
} from "../contract.ts"
import type { EncoderModel } from "../encoderContract.ts"
import { levelVolume, volumeOf } from "../featureVolume.ts"
import { convParameters, convTransposeLayer, convTransposeParameters } from "../layers/convLayer.ts"
import { prefixed } from "../layers/names.ts"
import type { Parameters } from "../layers/parameter.ts"
import { residualBlock, residualBlockParameters } from "../layers/residualBlock.ts"
import { unetrUpBlock, unetrUpBlockParameters } from "../layers/unetrUpBlock.ts"
import { weightsAt } from "../layers/weights.ts"
import { channelsAt, levelsOf, strideFrom, tapsOf } from "./unetrLevels.ts"

type Unetr = Component<"network", "unetr"> & Values<typeof unetrDefinition.fields>

/** The numbers from a high one down to a low one. */
const down = (high: number, low: number): readonly number[] =>
  Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => high - index)

/** From the tokens to `level`: MONAI's UnetrPrUpBlock with conv_block and res_block. */
const projectedUpParameters = (
  { width, patch }: EncoderModel,
  features: number,
  level: number,
): Parameters => {
  const levels = levelsOf(patch)
  const channels = channelsAt(features, level)
  const first = convTransposeParameters(strideFrom(patch, levels), width, channels)
  const blocks = down(levels - 1, level + 1).map((from, index) => ({
    ...prefixed(
      `blocks.${index}.0.conv.`,
      convTransposeParameters(strideFrom(patch, from), channels, channels),
    ),
    ...prefixed(`blocks.${index}.1.`, residualBlockParameters(channels, channels)),
  }))
  return { ...prefixed("transp_conv_init.conv.", first), ...Object.assign({}, ...blocks) }
}

/** MONAI's UnetrPrUpBlock: a transposed convolution, then as many of it with a residual block as there are. */
const projectedUp = (weights: Tensors, prefix: string, x: tf.Tensor): tf.Tensor => {
  let y = convTransposeLayer(weights, `${prefix}transp_conv_init.conv.`, x)
  for (let block = 0; `${prefix}blocks.${block}.0.conv.weight` in weights; block++)
    y = residualBlock(
      weights,
      `${prefix}blocks.${block}.1.`,
      convTransposeLayer(weights, `${prefix}blocks.${block}.0.conv.`, y),
    )
  return y
}

const parameters = (
  { features }: Unetr,
  { encoder, channels, outputs }: NetworkContext,
): Parameters => {
  const { patch, width } = encoder
  const levels = levelsOf(patch)
  const encoders = down(levels - 1, 1).map((level) =>
    prefixed(`encoder${level + 1}.`, projectedUpParameters(encoder, features, level)),
  )
  const decoders = down(levels - 1, 0).map((level) => {
    const inputs = level + 1 === levels ? width : channelsAt(features, level + 1)
    return prefixed(
      `decoder${level + 2}.`,
      unetrUpBlockParameters(strideFrom(patch, level + 1), inputs, channelsAt(features, level)),
    )
  })
  return {
    ...prefixed("encoder1.layer.", residualBlockParameters(channels, features)),
    ...Object.assign({}, ...encoders, ...decoders),
    ...prefixed("out.conv.conv.", convParameters([1, 1, 1], features, outputs, { bias: true })),
  }
}

/** As MONAI's: enc1 of the image, enc2 to enc4 of layers; from the tokens up by dec5 to dec2. */
const forward = (
  encoder: EncoderModel,
  taps: readonly number[],
  { encoder: encoderWeights, network: weights }: NetworkWeights,
  image: tf.Tensor,
): tf.Tensor => {
  const encoded = encoder.encode(encoderWeights, image)
  const enc1 = residualBlock(weights, "encoder1.layer.", image)
  const encoders = taps.map((layer, index) =>
    projectedUp(weights, `encoder${index + 2}.`, levelVolume(encoder, encoded, layer)),
  )
  const decoded = [enc1, ...encoders].reduceRight<tf.Tensor>(
    (dec, enc, index) => unetrUpBlock(weights, `decoder${index + 2}.`, dec, enc),
    volumeOf(encoder, encoded.tokens, encoder),
  )
  const weight = weightsAt(weights, "out.conv.conv.")
  return linear(decoded, pointwise(weight("weight")), weight("bias"))
}

/** A 1x1x1 convolution's weight as a linear layer's. */
const pointwise = (weight: tf.Tensor): tf.Tensor => tf.reshape(weight, weight.shape.slice(-2))

const model = (network: Unetr, context: NetworkContext): SegmentationModel => {
  const { encoder } = context
  const taps = tapsOf(levelsOf(encoder.patch), encoder.levels.length, network.taps)
  return {
    parameters: parameters(network, context),
    usesEncoder: true,
    taps,
    forward: (weights, image) => forward(encoder, taps, weights, image),
  }
}

const faults = (_: Unetr, { encoder }: NetworkContext, field: string): readonly Fault[] => {
  const { patch, levels } = encoder
  const grids = [...new Set(levels.map(({ grid }) => grid.join("x")))]
  if (grids.length > 1)
    return [
      fault({
        what: `unetr reads layers of one grid, but the encoder's levels have ${grids.join(", ")}`,
        where: { field },
        expected: "an encoder whose levels all have one grid, such as vit",
        hint: "use unetDecoder(), which reads levels of several resolutions",
      }),
    ]
  const sound = patch.every((length) => Number.isInteger(Math.log2(length)))
  if (sound && levelsOf(patch) > 0) return []
  return [
    fault({
      what: `unetr cannot upsample from patches of ${patch.join("x")} voxels`,
      where: { field },
      expected: "an encoder whose patch is a power of two along each axis, above 1 along one",
      hint: "use a patch of 8 or 16",
    }),
  ]
}

/**
 * UNETR (Hatamizadeh et al. 2022) as MONAI builds it: with a patch of 16 the same layers and names;
 * smaller patches have fewer levels.
 */
export default implementNetwork(unetrDefinition, { model, faults })
