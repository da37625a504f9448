import { isTracing } from "../fused.ts"
import { tf } from "../tf.ts"
import { volume } from "./volume.ts"

/** x [..., i] times weight [i, o], plus bias [o]: [..., o]. */
export const linear = (x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor => {
  const [features = 1, out = 1] = weight.shape
  if (x.rank === 5 && isTracing()) {
    // The compiled engine keeps volumes channels first, where a product of rows would reorder them.
    const volumes = tf.conv3d(volume(x), tf.reshape(weight, [1, 1, 1, features, out]), 1, "same")
    return bias === undefined ? volumes : tf.add(volumes, bias)
  }
  const product = tf.matMul(tf.reshape(x, [-1, features]), tf.reshape(weight, [features, out]))
  const sum = bias === undefined ? product : tf.add(product, bias)
  return tf.reshape(sum, [...x.shape.slice(0, -1), out])
}
