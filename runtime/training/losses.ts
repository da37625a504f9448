import { binaryCrossEntropyWithLogits, tf } from "../engine/index.ts"

/** MONAI DiceLoss(smooth_nr, smooth_dr). */
const smooth = 1e-5

/** Spatial axes of [b, d, h, w, r]. */
const space = [1, 2, 3]

/**
 * Dice loss of sigmoid outputs, a mean over samples and regions: MONAI
 * DiceLoss(sigmoid=True, smooth 1e-5). Logits and truth are [b, d, h, w, r].
 */
export const diceLoss = (logits: tf.Tensor, truth: tf.Tensor): tf.Scalar => {
  const predicted = tf.sigmoid(logits)
  const overlap = tf.sum(tf.mul(predicted, truth), space)
  const sizes = tf.add(tf.sum(predicted, space), tf.sum(truth, space))
  const dice = tf.div(tf.add(tf.mul(overlap, 2), smooth), tf.add(sizes, smooth))
  return tf.mean<tf.Scalar>(tf.sub(1, dice))
}

/** Mean binary cross-entropy of logits and truths of one shape. */
export const crossEntropy = (logits: tf.Tensor, truths: tf.Tensor): tf.Scalar =>
  tf.mean<tf.Scalar>(binaryCrossEntropyWithLogits(logits, truths))

/** Both, by name. */
export const diceAndCrossEntropy = (logits: tf.Tensor, truths: tf.Tensor) => ({
  dice: diceLoss(logits, truths),
  bce: crossEntropy(logits, truths),
})
