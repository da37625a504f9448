import type * as tf from "@tensorflow/tfjs"
import { numberAt } from "../attributes.ts"
import { fused } from "../fused.ts"
import { savedAt, single } from "./single.ts"

/** Gradient of the fused leaky ReLU, from the sign of its output. */
export const fusedLeakyReluGradient: tf.GradConfig = {
  kernelName: "FusedLeakyRelu",
  outputsToSave: [true],
  gradFunc: (gradients, saved, attributes) => ({
    x: () => {
      const inputs = { dy: single(gradients), y: savedAt(saved, 0) }
      return fused("LeakyReluGrad", inputs, { alpha: numberAt(attributes, "alpha") })[0]
    },
  }),
}
