import { binaryCrossEntropyWithLogits, tf } from "../engine/index.ts"

const against = (logits: tf.Tensor, real: boolean): tf.Tensor =>
  tf.mean(binaryCrossEntropyWithLogits(logits, real ? tf.onesLike(logits) : tf.zerosLike(logits)))

/**
 * The discriminator's loss (eq. 8, negated, since it maximises log D(x) + log(1 - D(g))): logits
 * of real and of reconstructed images, [b] each.
 */
export const discriminatorLoss = (real: tf.Tensor, reconstructed: tf.Tensor): tf.Tensor =>
  tf.add(against(real, true), against(reconstructed, false))

/**
 * The generator's loss, non-saturating: -log D(g) instead of eq. 8's log(1 - D(g)), which has the
 * same fixed point and gradients that do not vanish early (Goodfellow et al. 2014).
 */
export const generatorLoss = (reconstructed: tf.Tensor): tf.Tensor => against(reconstructed, true)
