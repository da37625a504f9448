import { fused, isTracing } from "../fused.ts"
import { tf } from "../tf.ts"

/**
 * Scaled dot-product attention (Vaswani et al. 2017, equation 1): softmax(q k' / sqrt(d)) v,
 * for q, k, v of shape [batch, heads, tokens, d]; k and v may have another number of tokens.
 */
export const attention = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor => {
  const scale = 1 / Math.sqrt(q.shape.at(-1) ?? 1)
  const similarity = isTracing()
    ? fused("ScaledMatMul", { a: q, b: k }, { alpha: scale, transposeB: true })[0]
    : tf.mul(tf.matMul(q, k, false, true), scale)
  return tf.matMul(tf.softmax(similarity), v)
}
