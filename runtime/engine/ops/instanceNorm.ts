import { fused, isTracing } from "../fused.ts"
import { tf } from "../tf.ts"

/** Scale and shift of each channel, [c] both. */
export interface Affine {
  readonly gamma: tf.Tensor
  readonly beta: tf.Tensor
}

/** Applies an affine map to the last axis. */
export const scaleAndShift = (x: tf.Tensor, affine: Affine | undefined): tf.Tensor =>
  affine === undefined ? x : tf.add(tf.mul(x, affine.gamma), affine.beta)

/** Instance normalisation (Ulyanov et al. 2016): x [n, d, h, w, c], over d, h and w. */
export const instanceNorm = (x: tf.Tensor, eps = 1e-5, affine?: Affine): tf.Tensor => {
  if (isTracing())
    return affine === undefined
      ? fused("InstanceNorm", { x }, { eps })[0]
      : fused("AffineInstanceNorm", { x, ...affine }, { eps })[0]
  const centred = tf.sub(x, tf.mean(x, [1, 2, 3], true))
  const variance = tf.mean(tf.square(centred), [1, 2, 3], true)
  return scaleAndShift(tf.mul(centred, tf.rsqrt(tf.add(variance, eps))), affine)
}
