import { fused, isTracing } from "../fused.ts"
import { tf } from "../tf.ts"

/** x where it is positive, slope (0 to 1) times x elsewhere. */
export const leakyRelu = (x: tf.Tensor, slope = 0.01): tf.Tensor => {
  if (!(slope >= 0 && slope <= 1)) throw new Error(`a slope of ${slope} is not between 0 and 1`)
  return isTracing() ? fused("FusedLeakyRelu", { x }, { alpha: slope })[0] : tf.leakyRelu(x, slope)
}

/** 1 / (1 + exp(-x)). */
export const sigmoid = (x: tf.Tensor): tf.Tensor => tf.sigmoid(x)

/** log(1 + exp(x)). */
export const softplus = (x: tf.Tensor): tf.Tensor => tf.softplus(x)

/** Softmax over the last axis. */
export const softmax = (x: tf.Tensor): tf.Tensor => tf.softmax(x)
