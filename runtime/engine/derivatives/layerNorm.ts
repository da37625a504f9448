import * as tf from "@tensorflow/tfjs"
import { savedAt, single } from "./single.ts"

/** Gradient of the fused layer norm, from the mean and the inverse deviation that it returns. */
export const layerNormGradient: tf.GradConfig = {
  kernelName: "LayerNorm",
  inputsToSave: ["x", "gamma"],
  outputsToSave: [false, true, true],
  gradFunc: (gradients, saved) => {
    const dy = single(gradients)
    const inverse = savedAt(saved, 3)
    const x = savedAt(saved, 0)
    const normal = tf.mul(tf.sub(x, savedAt(saved, 2)), inverse)
    const rows = [...Array(x.rank - 1).keys()]
    return {
      x: () => {
        const scaled = tf.mul(dy, savedAt(saved, 1))
        const along = tf.mean(tf.mul(scaled, normal), -1, true)
        const rest = tf.sub(tf.sub(scaled, tf.mean(scaled, -1, true)), tf.mul(normal, along))
        return tf.mul(inverse, rest)
      },
      gamma: () => tf.sum(tf.mul(dy, normal), rows),
      beta: () => tf.sum(dy, rows),
    }
  },
}
