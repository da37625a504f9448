import type { ParameterSpec } from "../nn/layers/parameter.ts"
import { type Description, encoderOf, parametersOf } from "./description.ts"
import type { Layout } from "./layout.ts"
import { sizeOf } from "./permute.ts"

/** MONAI's networks: `ViT`, or `UNETR` whose ViT is named `vit.`. */
export type MonaiNetwork = "vit" | "unetr"

/**
 * Spatial axes of the arrays that the state dict is for, outermost first: `zyx` as here (a NIfTI
 * file's order in memory), `xyz` as MONAI's LoadImage and nibabel give them.
 */
export type SpatialOrder = "zyx" | "xyz"

/** How MONAI writes the same network. */
export interface MonaiForm {
  readonly network: MonaiNetwork
  readonly order: SpatialOrder
  /** MONAI's `proj_type`: the patch embedding as a linear layer or as a convolution. */
  readonly projection: "perceptron" | "conv"
}

const projection = "encoder.patch_embedding.patch_embeddings.1.weight"
const positions = "encoder.patch_embedding.position_embeddings"

const monaiName = (ours: string, { network, projection: form }: MonaiForm): string => {
  const placed = ours
    .replace(/^encoder\./, network === "unetr" ? "vit." : "")
    .replace(/^network\./, "")
  return form === "conv" ? placed.replace("patch_embeddings.1.", "patch_embeddings.") : placed
}

type Triple = readonly [number, number, number]

const ordered = <A>([d, h, w]: readonly [A, A, A], order: SpatialOrder): readonly [A, A, A] =>
  order === "zyx" ? [d, h, w] : [w, h, d]

/** Conv3d [o, i, k, k, k] to ours [k, k, k, i, o]; ConvTranspose3d [i, o, k, k, k] likewise. */
const convolution = (shape: readonly number[], order: SpatialOrder) => {
  const [d = 1, h = 1, w = 1, inner = 1, outer = 1] = shape
  const factors = [outer, inner, ...ordered([d, h, w], order)]
  return { shape: factors, factors, axes: [...ordered([2, 3, 4], order), 1, 0] }
}

const patchProjection = (patch: Triple, channels: number, width: number, form: MonaiForm) => {
  const spatial = ordered(patch, form.order)
  if (form.projection === "conv") {
    const factors = [width, channels, ...spatial]
    return { shape: factors, factors, axes: [...ordered([2, 3, 4], form.order), 1, 0] }
  }
  return {
    shape: [width, channels * sizeOf(patch)],
    factors: [width, ...spatial, channels],
    axes: [...ordered([1, 2, 3], form.order), 4, 0],
  }
}

const positionEmbeddings = (grid: Triple, width: number, { order }: MonaiForm) => ({
  shape: [1, sizeOf(grid), width],
  factors: [1, ...ordered(grid, order), width],
  axes: [0, ...ordered([1, 2, 3], order), 4],
})

const plain = (shape: readonly number[]) => ({
  shape,
  factors: shape,
  axes: shape.map((_, axis) => axis),
})

const linear = ([inputs = 1, outputs = 1]: readonly number[]) => ({
  shape: [outputs, inputs],
  factors: [outputs, inputs],
  axes: [1, 0],
})

/** The tensors of MONAI's state dict that the network's parameters are, one to one. */
export const monaiLayouts = (description: Description, form: MonaiForm): readonly Layout[] => {
  const { patch, grid, width, channels } = encoderOf(description)
  const layoutOf = (ours: string, { shape }: ParameterSpec) => {
    if (ours === projection) return patchProjection(patch, channels, width, form)
    if (ours === positions) return positionEmbeddings(grid, width, form)
    if (shape.length === 5) return convolution(shape, form.order)
    return shape.length === 2 ? linear(shape) : plain(shape)
  }
  return Object.entries(parametersOf(description)).map(([ours, spec]) => ({
    ours,
    theirs: monaiName(ours, form),
    ...layoutOf(ours, spec),
  }))
}

/**
 * Tensors of MONAI's networks that their forward pass never reads: cross-attention of a network that has
 * none, and the class token that patch embeddings had until MONAI 0.7.
 */
export const isUnused = (name: string): boolean =>
  /\.(norm_)?cross_attn\./.test(name) || /(^|\.)patch_embedding\.cls_token$/.test(name)

/** Those that MONAI's `load_state_dict` asks for all the same, at their first values. */
export const unusedTensors = (
  { encoder: { depth, width } }: Description,
  { network }: MonaiForm,
): Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }>> =>
  Object.fromEntries(
    Array.from({ length: depth }, (_, block) => {
      const name = `${network === "unetr" ? "vit." : ""}blocks.${block}.norm_cross_attn`
      return [
        [`${name}.weight`, { shape: [width], data: new Float32Array(width).fill(1) }],
        [`${name}.bias`, { shape: [width], data: new Float32Array(width) }],
      ] as const
    }).flat(),
  )
