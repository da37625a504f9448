import { tf } from "../tf.ts"
import { type Affine, scaleAndShift } from "./instanceNorm.ts"

/** Mean and biased variance of each channel, [c] both. */
export interface Moments {
  readonly mean: tf.Tensor
  readonly variance: tf.Tensor
}

/** Batch normalisation with given moments, as in inference: x [..., c]. */
export const batchNormWith = (
  x: tf.Tensor,
  { mean, variance }: Moments,
  affine?: Affine,
  eps = 1e-5,
): tf.Tensor => scaleAndShift(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, eps))), affine)

/**
 * Batch normalisation as in training (Ioffe and Szegedy 2015): x [..., c] by its own moments over
 * all axes but the last. PyTorch's running variance takes variance times n / (n - 1).
 */
export const batchNorm = (
  x: tf.Tensor,
  affine?: Affine,
  eps = 1e-5,
): Moments & { readonly y: tf.Tensor } => {
  const axes = [...Array(x.rank - 1).keys()]
  const mean = tf.mean(x, axes)
  const variance = tf.mean(tf.square(tf.sub(x, mean)), axes)
  return { y: batchNormWith(x, { mean, variance }, affine, eps), mean, variance }
}
