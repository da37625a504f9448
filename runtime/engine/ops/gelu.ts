import { fused, isTracing } from "../fused.ts"
import { tf } from "../tf.ts"

/** x times the standard normal distribution function at x, by erf, not tanh. */
export const gelu = (x: tf.Tensor): tf.Tensor =>
  isTracing()
    ? fused("Gelu", { x })[0]
    : tf.mul(x, tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5))
