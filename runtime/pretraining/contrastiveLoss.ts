import { exactMatMul, tf } from "../engine/index.ts"

/** Keeps a zero vector zero (PyTorch's normalize: 1e-12 on the norm). */
const smallest = 1e-24

const normalized = (x: tf.Tensor): tf.Tensor =>
  tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), -1, true), smallest)))

/**
 * InfoNCE of queries and keys [n, dim]: row i of each belongs together, all other keys are negatives.
 * Cosines over the temperature, cross-entropy, times twice the temperature (moco-v3, ctr_loss).
 */
export const contrastiveLoss = (
  queries: tf.Tensor,
  keys: tf.Tensor,
  temperature: number,
): tf.Scalar => {
  const [q, k] = [normalized(queries), normalized(keys)]
  const logits = tf.div(exactMatMul(q, k, false, true), temperature)
  const positive = tf.div(tf.sum(tf.mul(q, k), -1), temperature)
  const entropy = tf.mean(tf.sub(tf.logSumExp(logits, -1), positive))
  return tf.mul<tf.Scalar>(entropy, 2 * temperature)
}
