import { layerNorm, type Tensors, tf } from "../../engine/index.ts"
import { convLayer, convParameters } from "../layers/convLayer.ts"
import { linearParameters } from "../layers/linearLayer.ts"
import { prefixed, renamed, type Renaming } from "../layers/names.ts"
import { type Parameters, xavierUniform, zeros } from "../layers/parameter.ts"
import {
  layerNormParameters,
  type TransformerBlock,
  transformerBlock,
} from "../layers/transformerBlock.ts"
import { weightsAt } from "../layers/weights.ts"

/** The published code's, as TensorFlow's ViT. */
export const epsilon = 1e-6

const positions = "transformer.embeddings.position_embeddings"
const patches = "transformer.embeddings.patch_embeddings."
const last = "transformer.encoder.encoder_norm."

/** From the published code's names in a block to ours; its queries, keys and values lie apart. */
const blockNames = (index: number): Renaming => {
  const block = `transformer.encoder.layer.${index}.`
  return [
    [`${block}attention_norm.`, "norm1."],
    [`${block}attn.out.`, "attn.out_proj."],
    [`${block}ffn_norm.`, "norm2."],
    [`${block}ffn.fc1.`, "mlp.linear1."],
    [`${block}ffn.fc2.`, "mlp.linear2."],
  ]
}

const projections = ["query", "key", "value"] as const

const blockParameters = ({ width, mlpWidth }: TransformerBlock): Parameters => {
  const mlp = (inputs: number, outputs: number): Parameters => ({
    weight: { shape: [inputs, outputs], init: xavierUniform(inputs, outputs) },
    bias: { shape: [outputs], init: { kind: "normal", deviation: 1e-6 } },
  })
  const attention = [...projections, "out"].map((name) =>
    prefixed(`attn.${name}.`, linearParameters(width, width)),
  )
  return {
    ...prefixed("attention_norm.", layerNormParameters(width)),
    ...prefixed("ffn_norm.", layerNormParameters(width)),
    ...prefixed("ffn.fc1.", mlp(width, mlpWidth)),
    ...prefixed("ffn.fc2.", mlp(mlpWidth, width)),
    ...Object.assign({}, ...attention),
  }
}

/** Parameters of the transformer over `tokens` voxels of the bottleneck. */
export const transunetTransformerParameters = (
  block: TransformerBlock,
  {
    depth,
    tokens,
    channels,
  }: { readonly depth: number; readonly tokens: number; readonly channels: number },
): Parameters => {
  const { width } = block
  const blocks = Array.from({ length: depth }, (_, index) =>
    prefixed(`transformer.encoder.layer.${index}.`, blockParameters(block)),
  )
  return {
    ...prefixed("conv_more.", convParameters([1, 1, 1], width, channels, { bias: true })),
    [positions]: { shape: [1, tokens, width], init: zeros },
    ...prefixed(patches, convParameters([1, 1, 1], channels, width, { bias: true })),
    ...prefixed(last, layerNormParameters(width)),
    ...Object.assign({}, ...blocks),
  }
}

const oneBlock = (
  block: TransformerBlock,
  weights: Tensors,
  index: number,
  x: tf.Tensor,
): tf.Tensor => {
  const weight = weightsAt(weights, `transformer.encoder.layer.${index}.attn.`)
  const joined = (name: "weight" | "bias", axis: number): tf.Tensor =>
    tf.concat(
      projections.map((projection) => weight(`${projection}.${name}`)),
      axis,
    )
  const named = {
    ...renamed(weights, blockNames(index)),
    "attn.qkv.weight": joined("weight", 1),
    "attn.qkv.bias": joined("bias", 0),
  }
  return transformerBlock(block, named, "", x)
}

/** The transformer between encoder and decoder: x [b, d, h, w, channels] to the same. */
export const transunetTransformer = (
  block: TransformerBlock,
  depth: number,
  weights: Tensors,
  x: tf.Tensor,
): tf.Tensor => {
  const embedded = convLayer(weights, patches, x)
  const tokens = tf.reshape(embedded, [embedded.shape[0] ?? 1, -1, block.width])
  let y: tf.Tensor = tf.add(tokens, weightsAt(weights)(positions))
  for (let index = 0; index < depth; index++) y = oneBlock(block, weights, index, y)
  const norm = weightsAt(weights, last)
  const normal = layerNorm(y, norm("weight"), norm("bias"), epsilon)
  return convLayer(weights, "conv_more.", tf.reshape(normal, embedded.shape))
}
