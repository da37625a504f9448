import { tf } from "../tf.ts"

/** x [..., i] times weight [i, o], plus bias [o]: [..., o]. */
export const linear = (x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor => {
  const [features = 1, out = 1] = weight.shape
  const product = tf.matMul(tf.reshape(x, [-1, features]), tf.reshape(weight, [features, out]))
  const sum = bias === undefined ? product : tf.add(product, bias)
  return tf.reshape(sum, [...x.shape.slice(0, -1), out])
}
