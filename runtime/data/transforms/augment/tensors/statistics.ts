import type { tf } from "../../../../engine/index.ts"
import { smallest } from "../intensity.ts"

type Tf = typeof tf

const voxels = [2, 3, 4]

/** Extremes of each modality of [crop, channel, z, y, x]: [crop, channel, 1, 1, 1]. */
const extremesOf = (tf: Tf, image: tf.Tensor) => ({
  low: tf.min(image, voxels, true),
  high: tf.max(image, voxels, true),
})

/** Mean and deviation of each modality. */
const statisticsOf = (tf: Tf, image: tf.Tensor) => {
  const mean = tf.mean(image, voxels, true)
  const deviation = tf.sqrt(tf.mean(tf.square(tf.sub(image, mean)), voxels, true))
  return { mean, deviation }
}

/** `adjustContrast` of each modality by its power. */
export const adjustedContrast = (tf: Tf, image: tf.Tensor, power: tf.Tensor): tf.Tensor => {
  const { low, high } = extremesOf(tf, image)
  const range = tf.sub(high, low)
  const share = tf.div(tf.sub(image, low), tf.add(range, smallest))
  return tf.add(tf.mul(tf.pow(share, power), range), low)
}

/** Values with the mean and the deviation of each modality of others. */
export const withStatisticsOf = (tf: Tf, values: tf.Tensor, others: tf.Tensor): tf.Tensor => {
  const [now, wanted] = [statisticsOf(tf, values), statisticsOf(tf, others)]
  const factor = tf.div(wanted.deviation, tf.maximum(now.deviation, smallest))
  return tf.add(tf.mul(tf.sub(values, now.mean), factor), wanted.mean)
}

/** `stretchContrast` of each modality by its factor. */
export const stretchedContrast = (tf: Tf, image: tf.Tensor, factors: tf.Tensor): tf.Tensor => {
  const { low, high } = extremesOf(tf, image)
  const { mean } = statisticsOf(tf, image)
  const stretched = tf.add(tf.mul(tf.sub(image, mean), factors), mean)
  return tf.minimum(tf.maximum(stretched, low), high)
}
