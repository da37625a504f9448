import type * as tf from "@tensorflow/tfjs"
import { numberAt } from "../attributes.ts"
import { fused } from "../fused.ts"
import { savedAt, single } from "./single.ts"

/** Gradient of the fused instance norm, from its two outputs. */
export const instanceNormGradient: tf.GradConfig = {
  kernelName: "InstanceNorm",
  outputsToSave: [true, true],
  gradFunc: (gradients, saved) => ({
    x: () => {
      const inputs = { dy: single(gradients), y: savedAt(saved, 0), inverse: savedAt(saved, 1) }
      return fused("InstanceNormGrad", inputs)[0]
    },
  }),
}

/** Gradient of the fused instance norm with gamma and beta. */
export const affineInstanceNormGradient: tf.GradConfig = {
  kernelName: "AffineInstanceNorm",
  inputsToSave: ["x", "gamma"],
  gradFunc: (gradients, saved, attributes) => {
    const inputs = { dy: single(gradients), x: savedAt(saved, 0), gamma: savedAt(saved, 1) }
    // Recorded once, however many of the three are asked for.
    const all = () => fused("AffineInstanceNormGrad", inputs, { eps: numberAt(attributes, "eps") })
    return {
      x: () => all()[0],
      gamma: () => savedAt(all(), 1),
      beta: () => savedAt(all(), 2),
    }
  },
}
