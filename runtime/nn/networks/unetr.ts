import type { Component } from "../../../dsl/component.ts"
import type { Fault } from "../../../dsl/fault.ts"
import type { Values } from "../../../dsl/field.ts"
import { unetr as unetrDefinition } from "../../../dsl/networks/unetr.ts"
import { convTranspose3d, linear, tf, type Triple } from "../../engine/index.ts"
import {
  type EncoderModel,
  implementNetwork,
  type NetworkContext,
  type NetworkWeights,
  type SegmentationModel,
} from "../contract.ts"
import { convParameters, convTransposeParameters } from "../layers/convLayer.ts"
import { prefixed } from "../layers/names.ts"
import type { Parameters } from "../layers/parameter.ts"
import { residualBlock, residualBlockParameters } from "../layers/residualBlock.ts"
import { channelsAt, levelsOf, strideFrom, tapsOf } from "./unetrLevels.ts"
import { weightsAt } from "../layers/weights.ts"

type Unetr = Component<"network", "unetr"> & Values<typeof unetrDefinition.fields>

/** The numbers from a high one down to a low one. */
const down = (high: number, low: number): readonly number[] =>
  Array.from({ length: Math.max(0, high - low + 1) }, (_, index) => high - index)

/** The path from the tokens to `level`: MONAI's UnetrPrUpBlock with conv_block and res_block. */
const skipParameters = (
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

/** From `level` + 1 to `level`, joined with its skip: MONAI's UnetrUpBlock with res_block. */
const upParameters = (
  { width, patch }: EncoderModel,
  features: number,
  level: number,
): Parameters => {
  const channels = channelsAt(features, level)
  const inputs = level + 1 === levelsOf(patch) ? width : 2 * channels
  return {
    ...prefixed(
      "transp_conv.conv.",
      convTransposeParameters(strideFrom(patch, level + 1), inputs, channels),
    ),
    ...prefixed("conv_block.", residualBlockParameters(2 * channels, channels)),
  }
}

const parameters = (
  { features }: Unetr,
  { encoder, channels, outputs }: NetworkContext,
): Parameters => {
  const levels = levelsOf(encoder.patch)
  const skips = down(levels - 1, 1).map((level) =>
    prefixed(`encoder${level + 1}.`, skipParameters(encoder, features, level)),
  )
  const ups = down(levels - 1, 0).map((level) =>
    prefixed(`decoder${level + 2}.`, upParameters(encoder, features, level)),
  )
  return {
    ...prefixed("encoder1.layer.", residualBlockParameters(channels, features)),
    ...Object.assign({}, ...skips, ...ups),
    ...prefixed("out.conv.conv.", convParameters([1, 1, 1], features, outputs, { bias: true })),
  }
}

const forward = (
  encoder: EncoderModel,
  taps: readonly number[],
  weights: NetworkWeights,
  image: tf.Tensor,
): tf.Tensor => {
  const { patch, grid, width } = encoder
  const levels = levelsOf(patch)
  const weight = weightsAt(weights.network)
  const up = (x: tf.Tensor, name: string, stride: Triple): tf.Tensor =>
    convTranspose3d(x, weight(`${name}.conv.weight`), { stride })
  const volumeOf = (tokens: tf.Tensor): tf.Tensor =>
    tf.reshape(encoder.positions(tokens), [-1, ...grid, width])

  const { tokens, layer } = encoder.transform(
    weights.encoder,
    encoder.embed(weights.encoder, image),
  )
  const skip = (level: number): tf.Tensor => {
    if (level === 0) return residualBlock(weights.network, "encoder1.layer.", image)
    const name = `encoder${level + 1}`
    const tapped = volumeOf(layer(taps[level - 1] ?? 0))
    return down(levels - 1, level + 1).reduce(
      (x, from, index) =>
        residualBlock(
          weights.network,
          `${name}.blocks.${index}.1.`,
          up(x, `${name}.blocks.${index}.0`, strideFrom(patch, from)),
        ),
      up(tapped, `${name}.transp_conv_init`, strideFrom(patch, levels)),
    )
  }
  const decoded = down(levels - 1, 0).reduce((x, level) => {
    const name = `decoder${level + 2}`
    const finer = up(x, `${name}.transp_conv`, strideFrom(patch, level + 1))
    return residualBlock(weights.network, `${name}.conv_block.`, tf.concat([finer, skip(level)], 4))
  }, volumeOf(tokens))
  return linear(decoded, pointwise(weight("out.conv.conv.weight")), weight("out.conv.conv.bias"))
}

/** A 1x1x1 convolution's weight as a linear layer's. */
const pointwise = (weight: tf.Tensor): tf.Tensor => tf.reshape(weight, weight.shape.slice(-2))

const model = (network: Unetr, context: NetworkContext): SegmentationModel => {
  const { encoder } = context
  const taps = tapsOf(levelsOf(encoder.patch), encoder.depth, network.taps)
  return {
    parameters: parameters(network, context),
    usesEncoder: true,
    taps,
    forward: (weights, image) => forward(encoder, taps, weights, image),
  }
}

const faults = (_: Unetr, { encoder }: NetworkContext, field: string): readonly Fault[] => {
  const { patch } = encoder
  const sound = patch.every((length) => Number.isInteger(Math.log2(length)))
  if (sound && levelsOf(patch) > 0) return []
  return [
    {
      what: `unetr cannot upsample from patches of ${patch.join("x")} voxels`,
      where: { field },
      expected: "an encoder whose patch is a power of two along each axis, above 1 along one",
      hint: "use a patch of 8 or 16",
    },
  ]
}

/**
 * UNETR (Hatamizadeh et al. 2022) as MONAI builds it: with a patch of 16 the same layers and names;
 * smaller patches have fewer levels.
 */
export default implementNetwork(unetrDefinition, { model, faults })
