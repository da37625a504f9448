import { tf } from "../tf.ts"

/** Picks tokens of each sample: x [b, t, d], index int32 [b, k] in [0, t), to [b, k, d]. */
export const gatherTokens = (x: tf.Tensor, index: tf.Tensor): tf.Tensor => {
  const [b = 1, t = 1, d = 1] = x.shape
  const k = index.shape[1] ?? 1
  const first = tf.tensor2d(
    Int32Array.from({ length: b }, (_, sample) => sample * t),
    [b, 1],
  )
  const rows = tf.reshape(tf.add(index, first), [b * k]).toInt()
  return tf.reshape(tf.gather(tf.reshape(x, [b * t, d]), rows), [b, k, d])
}
