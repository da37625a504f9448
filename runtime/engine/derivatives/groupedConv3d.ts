import type * as tf from "@tensorflow/tfjs"
import { fused } from "../fused.ts"
import { savedAt, single } from "./single.ts"

/** Gradient of the convolution in groups of channels. */
export const groupedConv3dGradient: tf.GradConfig = {
  kernelName: "GroupedConv3D",
  inputsToSave: ["x", "filter"],
  gradFunc: (gradients, saved, attributes) => {
    const dy = single(gradients)
    const [x, filter] = [savedAt(saved, 0), savedAt(saved, 1)]
    const [inputShape, filterShape] = [[...x.shape], [...filter.shape]]
    return {
      x: () =>
        fused("GroupedConv3DBackpropInput", { dy, filter }, { ...attributes, inputShape })[0],
      filter: () =>
        fused("GroupedConv3DBackpropFilter", { x, dy }, { ...attributes, filterShape })[0],
    }
  },
}
