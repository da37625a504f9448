import { batchNorm, exactMatMul, tf } from "../engine/index.ts"

/** Keeps a dimension that is zero everywhere from dividing by zero. */
const smallest = 1e-12

/** Rows of batch and tokens. */
const rowsOf = (z: tf.Tensor): tf.Tensor => tf.reshape(z, [-1, z.shape.at(-1) ?? 1])

/** Each dimension divided by its root sum of squares over the rows. */
const normalized = (z: tf.Tensor): tf.Tensor => {
  const rows = rowsOf(z)
  return tf.mul(rows, tf.rsqrt(tf.add(tf.sum(tf.square(rows), 0, true), smallest)))
}

/** Each dimension batch-normalised over the rows, without scale and shift, over the root of their number. */
const standardized = (z: tf.Tensor): tf.Tensor => {
  const rows = rowsOf(z)
  return tf.div(batchNorm(rows).y, Math.sqrt(rows.shape[0] ?? 1))
}

/**
 * Sum of the squares of a'b, [n, width] both. With fewer rows than dimensions it is the inner product
 * of aa' and bb', which is smaller by the square of their ratio.
 */
const squaredProduct = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => {
  const [rows = 1, width = 1] = a.shape
  return rows < width
    ? tf.sum(tf.mul(exactMatMul(a, a, false, true), exactMatMul(b, b, false, true)))
    : tf.sum(tf.square(exactMatMul(a, b, true)))
}

/** The loss of a cross-correlation a'b, [n, width] both. */
const decorrelation = (a: tf.Tensor, b: tf.Tensor, lambda: number): tf.Tensor => {
  const diagonal = tf.sum(tf.mul(a, b), 0)
  const invariance = tf.sum(tf.square(tf.sub(1, diagonal)))
  if (lambda === 0) return invariance
  const redundancy = tf.sub(squaredProduct(a, b), tf.sum(tf.square(diagonal)))
  return tf.add(invariance, tf.mul(redundancy, lambda))
}

/**
 * Barlow Twins loss (eq. 5) of two embeddings [..., width]: the squared distance from 1 of the diagonal of
 * their cross-correlation (eq. 4), plus `lambda` times the squares off the diagonal. It is summed over all
 * axes but the last (batch and tokens) and not centred, as the equation is printed.
 */
export const barlowTwinsLoss = (z: tf.Tensor, zMasked: tf.Tensor, lambda: number): tf.Tensor =>
  decorrelation(normalized(z), normalized(zMasked), lambda)

/**
 * The same loss as Barlow Twins' own code takes it: the embeddings are centred, and their deviations
 * are those of a batch norm (Zbontar et al. 2021).
 */
export const standardizedBarlowTwinsLoss = (
  z1: tf.Tensor,
  z2: tf.Tensor,
  lambda: number,
): tf.Tensor => decorrelation(standardized(z1), standardized(z2), lambda)

/** How the Barlow Twin loss of a level is read. */
export interface LevelLoss {
  readonly lambda: number
  readonly pbtCorrelation: "uncentred" | "centred"
  readonly pbtReduction: "sum" | "perDimension"
}

/** The Barlow Twin loss of a level (eq. 5), from its two embeddings [..., width]. */
export const levelBarlowTwins = (
  z: tf.Tensor,
  zMasked: tf.Tensor,
  { lambda, pbtCorrelation, pbtReduction }: LevelLoss,
): tf.Tensor => {
  const loss = pbtCorrelation === "centred" ? standardizedBarlowTwinsLoss : barlowTwinsLoss
  const sum = loss(z, zMasked, lambda)
  return pbtReduction === "sum" ? sum : tf.div(sum, z.shape.at(-1) ?? 1)
}
