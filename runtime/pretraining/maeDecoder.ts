import type { mae as maeDefinition } from "../../dsl/pretraining.ts"
import type { Values } from "../../dsl/field.ts"
import { gatherTokens, layerNorm, type Tensors, tf } from "../engine/index.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"
import { linearLayer, linearParameters } from "../nn/layers/linearLayer.ts"
import { prefixed } from "../nn/layers/names.ts"
import { embeddingNormal, type Parameters } from "../nn/layers/parameter.ts"
import { positionsOf } from "../nn/layers/patches.ts"
import { sincosPositions } from "../nn/layers/positionEmbedding.ts"
import {
  layerNormParameters,
  type TransformerBlock,
  transformerBlock,
  transformerBlockParameters,
} from "../nn/layers/transformerBlock.ts"
import { weightsAt } from "../nn/layers/weights.ts"

export type DecoderSize = Values<typeof maeDefinition.fields>["decoder"]

const blockOf = ({ width, heads }: DecoderSize): TransformerBlock => ({
  width,
  heads,
  mlpWidth: 4 * width,
  qkvBias: true,
})

/** Number of modalities that have tokens of their own. */
const tokenModalities = ({ tokens, grid }: EncoderModel): number => tokens / positionsOf(grid)

/** Parameters of the decoder, named as in MAE's code. */
export const maeDecoderParameters = (size: DecoderSize, encoder: EncoderModel): Parameters => {
  const { width, depth } = size
  const modalities = tokenModalities(encoder)
  const blocks = Array.from({ length: depth }, (_, index) =>
    prefixed(`decoder_blocks.${index}.`, transformerBlockParameters(blockOf(size))),
  )
  return {
    mask_token: { shape: [1, 1, width], init: embeddingNormal },
    ...(modalities === 1
      ? {}
      : { decoder_modality_embed: { shape: [1, modalities, width], init: embeddingNormal } }),
    ...prefixed("decoder_embed.", linearParameters(encoder.width, width)),
    ...Object.assign({}, ...blocks),
    ...prefixed("decoder_norm.", layerNormParameters(width)),
    ...prefixed("decoder_pred.", linearParameters(width, encoder.voxelsPerToken)),
  }
}

/** Fixed sin-cos positions, as in MAE, plus a learned embedding of the modality where tokens have one. */
const addresses = (size: DecoderSize, encoder: EncoderModel, weights: Tensors): tf.Tensor => {
  const positions = sincosPositions(encoder.grid, size.width)
  const modalities = weights["decoder_modality_embed"]
  if (modalities === undefined) return positions
  const [, count = 1, width = 1] = modalities.shape
  const sums = tf.add(positions, tf.reshape(modalities, [count, 1, width]))
  return tf.reshape(sums, [1, encoder.tokens, width])
}

/**
 * MAE's decoder (He et al. 2022): encoded visible tokens [b, k, encoder width] and `restore`
 * [b, tokens] to the voxels of every token, [b, tokens, voxelsPerToken].
 */
export const maeDecoder = (
  size: DecoderSize,
  encoder: EncoderModel,
  weights: Tensors,
  encoded: tf.Tensor,
  restore: tf.Tensor,
): tf.Tensor => {
  const weight = weightsAt(weights)
  const visible = linearLayer(weight, "decoder_embed", encoded)
  const [b = 1, k = 0] = visible.shape
  const hidden = tf.tile(weight("mask_token"), [b, encoder.tokens - k, 1])
  const ordered = gatherTokens(tf.concat([visible, hidden], 1), restore)
  const start = tf.add(ordered, addresses(size, encoder, weights))
  const x = Array.from({ length: size.depth }, (_, index) => `decoder_blocks.${index}.`).reduce(
    (y, prefix) => transformerBlock(blockOf(size), weights, prefix, y),
    start,
  )
  const norm = layerNorm(x, weight("decoder_norm.weight"), weight("decoder_norm.bias"))
  return linearLayer(weight, "decoder_pred", norm)
}
