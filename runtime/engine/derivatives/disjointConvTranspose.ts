import type * as tf from "@tensorflow/tfjs"
import { fused } from "../fused.ts"
import { savedAt, single } from "./single.ts"

/** Gradient of the transposed convolution whose kernel is its stride. */
export const disjointConvTransposeGradient: tf.GradConfig = {
  kernelName: "DisjointConvTranspose",
  inputsToSave: ["x", "filter"],
  gradFunc: (gradients, saved) => {
    const dy = single(gradients)
    const [x, filter] = [savedAt(saved, 0), savedAt(saved, 1)]
    const kernel = filter.shape.slice(0, 3)
    return {
      x: () => fused("DisjointConvTransposeInputGrad", { dy, filter })[0],
      filter: () => fused("DisjointConvTransposeFilterGrad", { x, dy }, { kernel })[0],
    }
  },
}
