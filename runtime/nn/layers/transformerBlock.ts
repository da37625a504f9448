import { attention, gelu, layerNorm, type Tensors, tf } from "../../engine/index.ts"
import { linearLayer, linearParameters } from "./linearLayer.ts"
import { prefixed } from "./names.ts"
import { ones, type Parameters, zeros } from "./parameter.ts"
import { weightsAt } from "./weights.ts"

export interface TransformerBlock {
  readonly width: number
  readonly heads: number
  readonly mlpWidth: number
  readonly qkvBias: boolean
  /** Added to the variance in layer norm; 1e-5 by default, as PyTorch's. */
  readonly epsilon?: number
}

/** Parameters of PyTorch's LayerNorm: `weight` and `bias` [width]. */
export const layerNormParameters = (width: number): Parameters => ({
  weight: { shape: [width], init: ones },
  bias: { shape: [width], init: zeros },
})

/** Parameters of a block, named as in MONAI's TransformerBlock. */
export const transformerBlockParameters = (block: TransformerBlock): Parameters => ({
  ...prefixed("norm1.", layerNormParameters(block.width)),
  ...prefixed("attn.qkv.", linearParameters(block.width, 3 * block.width, { bias: block.qkvBias })),
  ...prefixed("attn.out_proj.", linearParameters(block.width, block.width)),
  ...prefixed("norm2.", layerNormParameters(block.width)),
  ...prefixed("mlp.linear1.", linearParameters(block.width, block.mlpWidth)),
  ...prefixed("mlp.linear2.", linearParameters(block.mlpWidth, block.width)),
})

const selfAttention = (
  { heads, qkvBias }: TransformerBlock,
  weight: (name: string) => tf.Tensor,
  x: tf.Tensor,
): tf.Tensor => {
  const [b = 1, tokens = 1, width = 1] = x.shape
  const headed = (part: tf.Tensor): tf.Tensor =>
    tf.transpose(tf.reshape(part, [b, tokens, heads, width / heads]), [0, 2, 1, 3])
  const [q, k, v] = tf.split(linearLayer(weight, "attn.qkv", x, qkvBias), 3, -1)
  if (q === undefined || k === undefined || v === undefined) throw new Error("three parts expected")
  const mixed = tf.transpose(attention(headed(q), headed(k), headed(v)), [0, 2, 1, 3])
  return linearLayer(weight, "attn.out_proj", tf.reshape(mixed, [b, tokens, width]))
}

/** Pre-norm transformer block (Dosovitskiy et al. 2021, equations 2 and 3): x [b, tokens, width]. */
export const transformerBlock = (
  block: TransformerBlock,
  weights: Tensors,
  prefix: string,
  x: tf.Tensor,
): tf.Tensor => {
  const weight = weightsAt(weights, prefix)
  const norm = (name: string, y: tf.Tensor): tf.Tensor =>
    layerNorm(y, weight(`${name}.weight`), weight(`${name}.bias`), block.epsilon)
  const attended = tf.add(x, selfAttention(block, weight, norm("norm1", x)))
  const hidden = gelu(linearLayer(weight, "mlp.linear1", norm("norm2", attended)))
  return tf.add(attended, linearLayer(weight, "mlp.linear2", hidden))
}
