import { tf } from "../engine/index.ts"

/** Keeps a dimension that is zero everywhere from dividing by zero. */
const smallest = 1e-12

/** Rows of batch and tokens; each dimension divided by its root sum of squares. */
const normalized = (z: tf.Tensor): tf.Tensor => {
  const rows = tf.reshape(z, [-1, z.shape.at(-1) ?? 1])
  return tf.mul(rows, tf.rsqrt(tf.add(tf.sum(tf.square(rows), 0, true), smallest)))
}

/**
 * Cross-correlation of the dimensions of two embeddings (eq. 4): z and zMasked [..., width], summed
 * over all axes but the last (batch and tokens), not centred, as the equation is printed. Gives
 * [width, width], entries in [-1, 1].
 */
export const crossCorrelation = (z: tf.Tensor, zMasked: tf.Tensor): tf.Tensor =>
  tf.matMul(normalized(z), normalized(zMasked), true)

/**
 * Barlow Twins loss (eq. 5) of two embeddings [..., width]: the squared distance of their
 * cross-correlation's diagonal from 1, plus `lambda` times the squares off the diagonal.
 */
export const barlowTwinsLoss = (z: tf.Tensor, zMasked: tf.Tensor, lambda: number): tf.Tensor => {
  const [a, b] = [normalized(z), normalized(zMasked)]
  const diagonal = tf.sum(tf.mul(a, b), 0)
  const invariance = tf.sum(tf.square(tf.sub(1, diagonal)))
  if (lambda === 0) return invariance
  const squares = tf.sum(tf.square(tf.matMul(a, b, true)))
  const redundancy = tf.sub(squares, tf.sum(tf.square(diagonal)))
  return tf.add(invariance, tf.mul(redundancy, lambda))
}

/**
 * Pyramid Barlow Twins (eq. 6): the sum over levels. The layers of a ViT have one resolution, so
 * the paper's resizing to a common level leaves them as they are.
 */
export const pyramidBarlowTwins = (
  levels: readonly (readonly [z: tf.Tensor, zMasked: tf.Tensor])[],
  lambda: number,
): tf.Tensor => tf.addN(levels.map(([z, zMasked]) => barlowTwinsLoss(z, zMasked, lambda)))
