import { type Tensors, tf } from "../../engine/index.ts"
import { type BatchNorms, batchNormBuffers } from "../layers/batchNormLayer.ts"
import {
  convLayer,
  convParameters,
  convTransposeLayer,
  convTransposeParameters,
} from "../layers/convLayer.ts"
import { affineParameters } from "../layers/instanceNormLayer.ts"
import { prefixed } from "../layers/names.ts"
import type { Parameters } from "../layers/parameter.ts"

/** Two convolutions with batch norm, by name: channels in and out, and whether the input is added. */
interface Block {
  readonly name: string
  readonly inputs: number
  readonly outputs: number
  readonly residual: boolean
}

const blocksOf = (width: number) => {
  const narrow = width / 4
  const residual = (name: string, channels: number): Block => ({
    name,
    inputs: channels,
    outputs: channels,
    residual: true,
  })
  return {
    mapping: [
      { name: "Enblock8_1.", inputs: width, outputs: narrow, residual: false },
      residual("Enblock8_2.", narrow),
    ],
    /** From 1/4 to full resolution. */
    ups: ([4, 3, 2] as const).map((level, index) => ({
      name: `DeUp${level}.`,
      inputs: narrow / 2 ** index,
      block: residual(`DeBlock${level}.`, narrow / 2 ** (index + 1)),
    })),
  }
}

const allBlocks = (width: number): readonly Block[] => {
  const { mapping, ups } = blocksOf(width)
  return [...mapping, ...ups.map(({ block }) => block)]
}

const conv = (size: 1 | 3, inputs: number, outputs: number): Parameters =>
  convParameters([size, size, size], inputs, outputs, { bias: true })

/** Parameters of what follows the transformer, up to the logits' convolution. */
export const transbtsDecoderParameters = (width: number): Parameters => {
  const blocks = allBlocks(width).map(({ name, inputs, outputs }) =>
    prefixed(name, {
      ...prefixed("bn1.", affineParameters(outputs)),
      ...prefixed("bn2.", affineParameters(outputs)),
      ...prefixed("conv1.", conv(3, inputs, outputs)),
      ...prefixed("conv2.", conv(3, outputs, outputs)),
    }),
  )
  const ups = blocksOf(width).ups.map(({ name, inputs }) => {
    const outputs = inputs / 2
    return prefixed(name, {
      ...prefixed("conv1.", conv(1, inputs, outputs)),
      ...prefixed("conv2.", convTransposeParameters([2, 2, 2], outputs, outputs, { bias: true })),
      ...prefixed("conv3.", conv(1, 2 * outputs, outputs)),
    })
  })
  return Object.assign({}, ...blocks, ...ups)
}

/** Running statistics of the decoder. */
export const transbtsDecoderBuffers = (width: number): Parameters =>
  Object.assign(
    {},
    ...allBlocks(width).map(({ name, outputs }) => ({
      ...prefixed(`${name}bn1.`, batchNormBuffers(outputs)),
      ...prefixed(`${name}bn2.`, batchNormBuffers(outputs)),
    })),
  )

const applied = (
  weights: Tensors,
  norms: BatchNorms,
  x: tf.Tensor,
  { name, residual }: Block,
): tf.Tensor => {
  const half = (y: tf.Tensor, number: 1 | 2): tf.Tensor =>
    tf.relu(norms.apply(`${name}bn${number}.`, convLayer(weights, `${name}conv${number}.`, y)))
  const y = half(half(x, 1), 2)
  return residual ? tf.add(y, x) : y
}

/** From tokens in space [b, d / 8, h / 8, w / 8, width] and the encoder's levels to full resolution. */
export const transbtsDecoder = (
  width: number,
  weights: Tensors,
  norms: BatchNorms,
  tokens: tf.Tensor,
  levels: readonly tf.Tensor[],
): tf.Tensor => {
  const { mapping, ups } = blocksOf(width)
  const mapped = mapping.reduce((x, block) => applied(weights, norms, x, block), tokens)
  return ups.reduce((x, { name, block }, index) => {
    const finer = convTransposeLayer(
      weights,
      `${name}conv2.`,
      convLayer(weights, `${name}conv1.`, x),
    )
    const joined = convLayer(weights, `${name}conv3.`, tf.concat([levels[2 - index]!, finer], 4))
    return applied(weights, norms, joined, block)
  }, mapped)
}
