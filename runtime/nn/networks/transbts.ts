import type { Component } from "../../../dsl/component.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { Values } from "../../../dsl/field.ts"
import { transbts as transbtsDefinition } from "../../../dsl/networks/transbts.ts"
import { type Tensors, tf } from "../../engine/index.ts"
import {
  type BatchNorms,
  batchNormBuffers,
  fixedBatchNorms,
  trainingBatchNorms,
} from "../layers/batchNormLayer.ts"
import { implementNetwork, type NetworkContext, type SegmentationModel } from "../contract.ts"
import { convLayer, convParameters } from "../layers/convLayer.ts"
import { affineParameters } from "../layers/instanceNormLayer.ts"
import { prefixed, renamed, type Renaming, reversed } from "../layers/names.ts"
import { type Parameters, zeros } from "../layers/parameter.ts"
import {
  transbtsDecoder,
  transbtsDecoderBuffers,
  transbtsDecoderParameters,
} from "./transbtsDecoder.ts"
import { transbtsEncoder, transbtsEncoderParameters } from "./transbtsEncoder.ts"
import {
  type TransformerBlock,
  transformerBlock,
  transformerBlockParameters,
} from "../layers/transformerBlock.ts"
import { weightsAt } from "../layers/weights.ts"

type Transbts = Component<"network", "transbts"> & Values<typeof transbtsDefinition.fields>

/** Voxels of a token along each axis. */
const patch = 8
const positions = "position_encoding.position_embeddings"

const featuresOf = ({ width }: Transbts): number => width / 32

const blockOf = ({ width, heads, mlpWidth }: Transbts): TransformerBlock => ({
  width,
  heads,
  mlpWidth,
  qkvBias: false,
})

/** From our names in a block to the published code's, which counts its two halves apart. */
const blockNames = (index: number): Renaming => {
  const attention = `transformer.net.${2 * index}.fn.`
  const mlp = `transformer.net.${2 * index + 1}.fn.`
  return [
    ["norm1.", `${attention}norm.`],
    ["attn.qkv.", `${attention}fn.qkv.`],
    ["attn.out_proj.", `${attention}fn.proj.`],
    ["norm2.", `${mlp}norm.`],
    ["mlp.linear1.", `${mlp}fn.net.0.`],
    ["mlp.linear2.", `${mlp}fn.net.3.`],
  ]
}

const parameters = (
  network: Transbts,
  { encoder, channels, outputs }: NetworkContext,
): Parameters => {
  const { width, depth } = network
  const features = featuresOf(network)
  const tokens = encoder.crop.reduce((product, length) => product * (length / patch), 1)
  const blocks = Array.from({ length: depth }, (_, index) =>
    renamed(transformerBlockParameters(blockOf(network)), blockNames(index)),
  )
  return {
    [positions]: { shape: [1, tokens, width], init: zeros },
    ...Object.assign({}, ...blocks),
    ...prefixed("conv_x.", convParameters([3, 3, 3], patch * features, width, { bias: true })),
    ...prefixed("Unet.", transbtsEncoderParameters(channels, features)),
    ...prefixed("bn.", affineParameters(patch * features)),
    ...transbtsDecoderParameters(width),
    ...prefixed("endconv.", convParameters([1, 1, 1], features, outputs, { bias: true })),
  }
}

const forward = (
  network: Transbts,
  weights: Tensors,
  norms: BatchNorms,
  image: tf.Tensor,
): tf.Tensor => {
  const { width, depth } = network
  const levels = transbtsEncoder(weights, "Unet.", image)
  const deep = tf.relu(norms.apply("bn.", levels.at(-1)!))
  const embedded = convLayer(weights, "conv_x.", deep)
  const [b = 1, ...space] = embedded.shape
  const tokens = tf.reshape(embedded, [b, -1, width])
  let x: tf.Tensor = tf.add(tokens, weightsAt(weights)(positions))
  for (let index = 0; index < depth; index++)
    x = transformerBlock(blockOf(network), renamed(weights, reversed(blockNames(index))), "", x)
  const volume = tf.reshape(x, [b, ...space])
  return convLayer(weights, "endconv.", transbtsDecoder(width, weights, norms, volume, levels))
}

const model = (network: Transbts, context: NetworkContext): SegmentationModel => ({
  parameters: parameters(network, context),
  buffers: {
    ...prefixed("bn.", batchNormBuffers(patch * featuresOf(network))),
    ...transbtsDecoderBuffers(network.width),
  },
  usesEncoder: false,
  taps: [],
  forward: ({ network: weights }, image) =>
    forward(network, weights, fixedBatchNorms(weights), image),
  train: ({ network: weights }, image) => {
    const norms = trainingBatchNorms(weights)
    const logits = forward(network, weights, norms, image)
    return { scales: [{ logits, weight: 1 }], buffers: norms.buffers() }
  },
})

const faults = (
  { width, heads }: Transbts,
  { encoder: { crop } }: NetworkContext,
  field: string,
): readonly Fault[] => {
  const found: Fault[] = []
  if (width % 256 !== 0)
    found.push(
      fault({
        what: `transbts has ${width / 32} channels at full resolution for a width of ${width}`,
        where: { field: `${field}.width` },
        expected: "a multiple of 256: group norm there has 8 groups",
        hint: `use a width of ${Math.ceil(width / 256) * 256}`,
      }),
    )
  if (width % heads !== 0)
    found.push(
      fault({
        what: `${heads} heads do not divide a width of ${width}`,
        where: { field: `${field}.heads` },
        expected: "heads that divide the width",
        hint: "use 8 heads",
      }),
    )
  if (crop.some((length) => length % patch !== 0) || crop.every((length) => length === patch))
    found.push(
      fault({
        what: `transbts halves a crop of ${crop.join("x")} voxels three times`,
        where: { field },
        expected: "a crop that 8 divides along each axis, above 8 along one",
        hint: `use a crop of ${crop.map((length) => Math.max(2, Math.ceil(length / patch)) * patch).join("x")}`,
      }),
    )
  return found
}

/**
 * TransBTS (Wang et al. 2021) with the published code's layers and names, without dropout and
 * softmax. Left out are two layers that the published code never reads: `linear_encoding` and
 * `pre_head_ln`, whose output it drops.
 */
export default implementNetwork(transbtsDefinition, { model, faults })
