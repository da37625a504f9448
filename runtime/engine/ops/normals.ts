import { fused } from "../fused.ts"
import { sizeOf } from "../shape.ts"
import { tf } from "../tf.ts"

/**
 * Standard normal numbers: those that the random streams of the keys [..., 4] draw after `uniforms` uniform ones
 * (0 or 1), in their order, as [..., ...shape]. Only in programs that XLA compiles.
 */
export const normals = (key: tf.Tensor, shape: readonly number[], uniforms: 0 | 1): tf.Tensor => {
  const streams = key.shape.slice(0, -1)
  const keys = tf.reshape(key, [-1, 4])
  const [made] = fused("PhiloxNormal", { key: keys }, { count: sizeOf(shape), uniforms })
  return tf.reshape(made, [...streams, ...shape])
}
