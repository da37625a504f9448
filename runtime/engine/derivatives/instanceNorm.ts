import type * as tf from "@tensorflow/tfjs"
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
