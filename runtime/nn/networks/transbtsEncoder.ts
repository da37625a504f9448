import { type Tensors, tf } from "../../engine/index.ts"
import { convLayer, convParameters } from "../layers/convLayer.ts"
import { groupNormLayer } from "../layers/groupNormLayer.ts"
import { affineParameters } from "../layers/instanceNormLayer.ts"
import { prefixed } from "../layers/names.ts"
import type { Parameters } from "../layers/parameter.ts"

const normGroups = 8

/** Residual blocks at full resolution, 1/2, 1/4 and 1/8, by the published code's names. */
const blocksOf = [
  ["EnBlock1."],
  ["EnBlock2_1.", "EnBlock2_2."],
  ["EnBlock3_1.", "EnBlock3_2."],
  ["EnBlock4_1.", "EnBlock4_2.", "EnBlock4_3.", "EnBlock4_4."],
] as const

const conv = (inputs: number, outputs: number): Parameters =>
  convParameters([3, 3, 3], inputs, outputs, { bias: true })

const blockParameters = (width: number): Parameters => ({
  ...prefixed("bn1.", affineParameters(width)),
  ...prefixed("conv1.", conv(width, width)),
  ...prefixed("bn2.", affineParameters(width)),
  ...prefixed("conv2.", conv(width, width)),
})

/** Twice group norm, ReLU and a convolution, beside the identity. */
const block = (weights: Tensors, prefix: string, x: tf.Tensor): tf.Tensor => {
  const half = (y: tf.Tensor, number: 1 | 2): tf.Tensor => {
    const normal = groupNormLayer(weights, `${prefix}bn${number}.`, y, normGroups)
    return convLayer(weights, `${prefix}conv${number}.`, tf.relu(normal))
  }
  return tf.add(half(half(x, 1), 2), x)
}

/** Parameters of TransBTS' convolutional encoder, whose channels double from `features`. */
export const transbtsEncoderParameters = (channels: number, features: number): Parameters => {
  const levels = blocksOf.map((names, level) => {
    const width = features * 2 ** level
    const blocks = names.map((name) => prefixed(name, blockParameters(width)))
    const into =
      level === 0
        ? prefixed("InitConv.conv.", conv(channels, width))
        : prefixed(`EnDown${level}.conv.`, conv(width / 2, width))
    return Object.assign({}, into, ...blocks)
  })
  return Object.assign({}, ...levels)
}

/** Features at full resolution, 1/2, 1/4 and 1/8 of an image [b, d, h, w, channels]. */
export const transbtsEncoder = (
  weights: Tensors,
  prefix: string,
  image: tf.Tensor,
): readonly tf.Tensor[] => {
  const levels: tf.Tensor[] = []
  for (const [level, names] of blocksOf.entries()) {
    const before = levels[level - 1]
    const into =
      before === undefined
        ? convLayer(weights, `${prefix}InitConv.conv.`, image)
        : convLayer(weights, `${prefix}EnDown${level}.conv.`, before, [2, 2, 2])
    levels.push(names.reduce((x, name) => block(weights, `${prefix}${name}`, x), into))
  }
  return levels
}
