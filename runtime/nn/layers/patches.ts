import { patchify, tf, type Triple, unpatchify } from "../../engine/index.ts"

/** What one token stands for: a position in all modalities, or in one. */
type TokenLayout = "stacked" | "perModality"

export interface PatchGrid {
  readonly layout: TokenLayout
  readonly patch: Triple
  /** Positions along each axis. */
  readonly grid: Triple
  readonly channels: number
}

/** Voxels of a token. */
export const voxelsPerToken = ({ layout, patch: [d, h, w], channels }: PatchGrid): number =>
  d * h * w * (layout === "stacked" ? channels : 1)

/** Number of positions. */
export const positionsOf = ([d, h, w]: Triple): number => d * h * w

/** Number of tokens; per modality they lie modality by modality. */
export const tokensOf = ({ layout, grid, channels }: PatchGrid): number =>
  positionsOf(grid) * (layout === "stacked" ? 1 : channels)

/** Cuts an image [b, d, h, w, c] into the voxels of its tokens, [b, tokens, voxels]. */
export const toPatches = (patches: PatchGrid, image: tf.Tensor): tf.Tensor => {
  if (patches.layout === "stacked") return patchify(image, patches.patch)
  const [b = 1, d = 1, h = 1, w = 1, c = 1] = image.shape
  const single = tf.reshape(tf.transpose(image, [0, 4, 1, 2, 3]), [b * c, d, h, w, 1])
  return tf.reshape(patchify(single, patches.patch), [
    b,
    tokensOf(patches),
    voxelsPerToken(patches),
  ])
}

/** Puts an image [b, d, h, w, c] together from the voxels of its tokens, [b, tokens, voxels]. */
export const fromPatches = (patches: PatchGrid, values: tf.Tensor): tf.Tensor => {
  const { layout, patch, grid, channels } = patches
  if (layout === "stacked") return unpatchify(values, patch, grid)
  const b = values.shape[0] ?? 1
  const single = tf.reshape(values, [b * channels, positionsOf(grid), voxelsPerToken(patches)])
  const [d, h, w] = [grid[0] * patch[0], grid[1] * patch[1], grid[2] * patch[2]]
  const volumes = tf.reshape(unpatchify(single, patch, grid), [b, channels, d, h, w])
  return tf.transpose(volumes, [0, 2, 3, 4, 1])
}
