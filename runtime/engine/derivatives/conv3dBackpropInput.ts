import * as tf from "@tensorflow/tfjs"
import { numbersAt } from "../attributes.ts"
import { savedAt, single } from "./single.ts"

/**
 * Gradient of conv3dTranspose, which tfjs lacks. The kernel is linear in dy and in the filter:
 * its adjoint in dy is the convolution itself, its adjoint in the filter the filter's gradient
 * with x and dy in their usual places.
 */
export const conv3dBackpropInputGradient: tf.GradConfig = {
  kernelName: "Conv3DBackpropInputV2",
  inputsToSave: ["dy", "filter"],
  gradFunc: (gradient, saved, attributes) => {
    const ddx = single(gradient)
    const dy = savedAt(saved, 0)
    const filter = savedAt(saved, 1)
    const strides = [...numbersAt(attributes, "strides")]
    const pad = attributes["pad"] ?? "valid"
    return {
      dy: () =>
        tf
          .engine()
          .runKernel<tf.Tensor>(
            "Conv3D",
            { x: ddx, filter },
            { strides, pad, dataFormat: "NDHWC", dilations: [1, 1, 1] },
          ),
      filter: () =>
        tf
          .engine()
          .runKernel<tf.Tensor>(
            "Conv3DBackpropFilterV2",
            { x: ddx, dy },
            { strides, pad, filterShape: [...filter.shape] },
          ),
    }
  },
}
