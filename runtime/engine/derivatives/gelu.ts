import * as tf from "@tensorflow/tfjs"
import { savedAt, single } from "./single.ts"

/** Gradient of x Phi(x): Phi(x) + x phi(x), the normal distribution and its density. */
export const geluGradient: tf.GradConfig = {
  kernelName: "Gelu",
  inputsToSave: ["x"],
  gradFunc: (gradients, saved) => ({
    x: () => {
      const x = savedAt(saved, 0)
      const distribution = tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5)
      const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI))
      return tf.mul(single(gradients), tf.add(distribution, tf.mul(x, density)))
    },
  }),
}
