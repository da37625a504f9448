import { type Tensors, tf } from "../../engine/index.ts"
import { weightsAt } from "./weights.ts"

const epsilon = 1e-5

/**
 * Applies PyTorch's GroupNorm (Wu and He 2018) of a prefix, with `affineParameters`: x
 * [b, d, h, w, channels], each group of neighbouring channels by its own moments.
 */
export const groupNormLayer = (
  weights: Tensors,
  prefix: string,
  x: tf.Tensor,
  groups: number,
): tf.Tensor => {
  const channels = x.shape.at(-1) ?? 1
  const grouped = tf.reshape(x, [x.shape[0] ?? 1, -1, groups, channels / groups])
  const centred = tf.sub(grouped, tf.mean(grouped, [1, 3], true))
  const variance = tf.mean(tf.square(centred), [1, 3], true)
  const normal = tf.reshape(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), x.shape)
  const weight = weightsAt(weights, prefix)
  return tf.add(tf.mul(normal, weight("weight")), weight("bias"))
}
