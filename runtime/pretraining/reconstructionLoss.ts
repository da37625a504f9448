import { tf } from "../engine/index.ts"

/** Mean squared error over all voxels (eq. 7). */
export const meanSquaredError = (image: tf.Tensor, reconstruction: tf.Tensor): tf.Tensor =>
  tf.mean(tf.square(tf.sub(image, reconstruction)))

/** The squared norm of an image's difference (eq. 7 as printed), a mean over images [b, ...]. */
export const squaredNorm = (image: tf.Tensor, reconstruction: tf.Tensor): tf.Tensor =>
  tf.div(tf.sum(tf.square(tf.sub(image, reconstruction))), image.shape[0] ?? 1)

/**
 * Mean squared error over the voxels where the mask, of the image's shape, is 1; `count` is their
 * number, or that of a larger batch, scaled to this part of it.
 */
export const maskedMeanSquaredError = (
  image: tf.Tensor,
  reconstruction: tf.Tensor,
  mask: tf.Tensor,
  count: tf.Tensor = tf.sum(mask),
): tf.Tensor => tf.div(tf.sum(tf.mul(mask, tf.square(tf.sub(image, reconstruction)))), count)

/**
 * Mean absolute error where the mask is 1: image and reconstruction [b, tokens, voxels], mask
 * [b, tokens, 1] (SimMIM's loss).
 */
export const maskedMeanAbsoluteError = (
  image: tf.Tensor,
  reconstruction: tf.Tensor,
  mask: tf.Tensor,
): tf.Tensor => {
  const errors = tf.sum(tf.mul(mask, tf.abs(tf.sub(image, reconstruction))))
  return tf.div(errors, tf.mul(tf.sum(mask), image.shape.at(-1) ?? 1))
}

/** Added to a patch's variance (MAE's code). */
const smallest = 1e-6

/** Mean and deviation of each patch [b, tokens, voxels]; the variance divides by voxels - 1. */
export const patchMoments = (
  patches: tf.Tensor,
): { readonly mean: tf.Tensor; readonly deviation: tf.Tensor } => {
  const voxels = patches.shape.at(-1) ?? 1
  const mean = tf.mean(patches, -1, true)
  const squares = tf.sum(tf.square(tf.sub(patches, mean)), -1, true)
  return { mean, deviation: tf.sqrt(tf.add(tf.div(squares, Math.max(1, voxels - 1)), smallest)) }
}
