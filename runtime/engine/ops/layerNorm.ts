import { fused, isTracing } from "../fused.ts"
import { tf } from "../tf.ts"

/** Layer normalisation over the last axis (Ba et al. 2016); gamma and beta have its size. */
export const layerNorm = (
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  eps = 1e-5,
): tf.Tensor => {
  if (isTracing()) return fused("LayerNorm", { x, gamma, beta }, { eps })[0]
  const centred = tf.sub(x, tf.mean(x, -1, true))
  const variance = tf.mean(tf.square(centred), -1, true)
  const normal = tf.mul(centred, tf.rsqrt(tf.add(variance, eps)))
  return tf.add(tf.mul(normal, gamma), beta)
}
