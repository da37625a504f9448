import type { Component } from "../../../dsl/component.ts"
import { vit as vitDefinition } from "../../../dsl/encoders/vit.ts"
import { axes, type Values } from "../../../dsl/field.ts"
import { layerNorm, linear, type Tensors, tf, type Triple } from "../../engine/index.ts"
import { type Encoded, type EncoderModel, implementEncoder } from "../encoderContract.ts"
import { prefixed } from "../layers/names.ts"
import { embeddingNormal, type Parameters, zeros } from "../layers/parameter.ts"
import {
  fromPatches,
  type PatchGrid,
  positionsOf,
  tokensOf,
  toPatches,
  voxelsPerToken,
} from "../layers/patches.ts"
import { sincosPositions } from "../layers/positionEmbedding.ts"
import {
  layerNormParameters,
  type TransformerBlock,
  transformerBlock,
  transformerBlockParameters,
} from "../layers/transformerBlock.ts"
import { weightsAt } from "../layers/weights.ts"

type Vit = Component<"encoder", "vit"> & Values<typeof vitDefinition.fields>

const projection = "patch_embedding.patch_embeddings.1"
const positions = "patch_embedding.position_embeddings"
const modalities = "patch_embedding.modality_embeddings"

const patchGrid = (vit: Vit, channels: number): PatchGrid => {
  const crop = axes(vit.crop)
  const patch = axes(vit.patch)
  const grid: Triple = [crop[0] / patch[0], crop[1] / patch[1], crop[2] / patch[2]]
  return { layout: vit.tokens, patch, grid, channels }
}

const blockOf = ({ width, heads, mlpRatio, qkvBias }: Vit): TransformerBlock => ({
  width,
  heads,
  mlpWidth: Math.round(width * mlpRatio),
  qkvBias,
})

/** Names and initialisation of MONAI's ViT with proj_type "perceptron"; norm_cross_attn left out. */
const parameters = (vit: Vit, patches: PatchGrid): Parameters => {
  const { width, depth } = vit
  const blocks = Array.from({ length: depth }, (_, index) =>
    prefixed(`blocks.${index}.`, transformerBlockParameters(blockOf(vit))),
  )
  return {
    [`${projection}.weight`]: { shape: [voxelsPerToken(patches), width], init: embeddingNormal },
    [`${projection}.bias`]: { shape: [width], init: zeros },
    ...(vit.position === "learned"
      ? { [positions]: { shape: [1, positionsOf(patches.grid), width], init: embeddingNormal } }
      : {}),
    ...(vit.tokens === "perModality"
      ? { [modalities]: { shape: [1, patches.channels, width], init: embeddingNormal } }
      : {}),
    ...Object.assign({}, ...blocks),
    ...prefixed("norm.", layerNormParameters(width)),
  }
}

const embed = (vit: Vit, patches: PatchGrid, weights: Tensors, image: tf.Tensor): tf.Tensor => {
  const weight = weightsAt(weights)
  const { width } = vit
  const { grid, channels } = patches
  const voxels = toPatches(patches, image)
  const tokens = linear(voxels, weight(`${projection}.weight`), weight(`${projection}.bias`))
  const position = vit.position === "learned" ? weight(positions) : sincosPositions(grid, width)
  if (vit.tokens === "stacked") return tf.add(tokens, position)
  const places = positionsOf(grid)
  const addresses = tf.add(
    tf.reshape(position, [1, places, width]),
    tf.reshape(weight(modalities), [channels, 1, width]),
  )
  return tf.add(tokens, tf.reshape(addresses, [1, channels * places, width]))
}

const transform = (vit: Vit, weights: Tensors, tokens: tf.Tensor): Encoded => {
  const block = blockOf(vit)
  const layers: tf.Tensor[] = []
  let x = tokens
  for (let index = 0; index < vit.depth; index++) {
    x = transformerBlock(block, weights, `blocks.${index}.`, x)
    layers.push(x)
  }
  const weight = weightsAt(weights, "norm.")
  return {
    tokens: layerNorm(x, weight("weight"), weight("bias")),
    level: (number) => {
      const layer = layers[number - 1]
      if (layer === undefined) throw new Error(`the encoder has no layer ${number}`)
      return layer
    },
  }
}

/** Per-modality tokens of a position are averaged over the modalities. */
const onePerPosition = (vit: Vit, patches: PatchGrid, tokens: tf.Tensor): tf.Tensor =>
  vit.tokens === "stacked"
    ? tokens
    : tf.mean(tf.reshape(tokens, [-1, patches.channels, positionsOf(patches.grid), vit.width]), 1)

const model = (vit: Vit, channels: number): EncoderModel => {
  const patches = patchGrid(vit, channels)
  return {
    channels,
    crop: axes(vit.crop),
    patch: patches.patch,
    grid: patches.grid,
    tokens: tokensOf(patches),
    voxelsPerToken: voxelsPerToken(patches),
    width: vit.width,
    levels: Array.from({ length: vit.depth }, () => ({ grid: patches.grid, width: vit.width })),
    parameters: parameters(vit, patches),
    encode: (weights, image) => transform(vit, weights, embed(vit, patches, weights, image)),
    transformer: {
      embed: (weights, image) => embed(vit, patches, weights, image),
      transform: (weights, tokens) => transform(vit, weights, tokens),
    },
    lastNorm: "norm.",
    positions: (tokens) => onePerPosition(vit, patches, tokens),
    patches: (image) => toPatches(patches, image),
    assemble: (voxels) => fromPatches(patches, voxels),
  }
}

/**
 * Vision Transformer (Dosovitskiy et al. 2021), as MONAI's ViT. `perModality`: a token for each
 * modality and position, modality by modality, through one shared projection, with a learned
 * embedding of its modality.
 */
export default implementEncoder(vitDefinition, { model })
