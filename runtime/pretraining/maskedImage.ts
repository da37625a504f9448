import { tf, type Triple, unpatchify } from "../engine/index.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"

/** Repeats cells [b, modalities, positions] over their voxels: [b, d, h, w, modalities]. */
export const cellsToVoxels = (
  cells: tf.Tensor,
  { patch, grid }: { readonly patch: Triple; readonly grid: Triple },
): tf.Tensor => {
  const [b = 1, modalities = 1, positions = 1] = cells.shape
  const voxels = patch[0] * patch[1] * patch[2]
  const values = tf.reshape(tf.transpose(cells, [0, 2, 1]), [b, positions, modalities])
  return unpatchify(tf.tile(values, [1, 1, voxels]), patch, grid)
}

/** Repeats tokens' values [b, tokens] over the voxels that they stand for: [b, d, h, w, c]. */
export const tokensToVoxels = (tokens: tf.Tensor, encoder: EncoderModel): tf.Tensor => {
  const [b = 1] = tokens.shape
  const values = tf.reshape(tokens, [b, encoder.tokens, 1])
  return encoder.assemble(tf.tile(values, [1, 1, encoder.voxelsPerToken]))
}

/**
 * The image with `fill` in masked voxels: image and mask (1 = masked) [b, d, h, w, c]; fill [c], or
 * zero.
 */
export const maskedImage = (image: tf.Tensor, mask: tf.Tensor, fill?: tf.Tensor): tf.Tensor => {
  const visible = tf.mul(image, tf.sub(1, mask))
  return fill === undefined ? visible : tf.add(visible, tf.mul(mask, fill))
}
