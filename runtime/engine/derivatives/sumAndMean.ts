import * as tf from "@tensorflow/tfjs"
import { reducedAxes } from "../kernels/reducing.ts"
import { reducedShape, sizeOf } from "../shape.ts"
import { savedAt, single } from "./single.ts"

const gradientOf = (kernelName: "Sum" | "Mean"): tf.GradConfig => ({
  kernelName,
  inputsToSave: ["x"],
  gradFunc: (gradient, saved, attributes) => {
    const read = savedAt(saved, 0)
    const { shape } = read
    const axes = reducedAxes(attributes, "axis", shape)
    const x = (): tf.Tensor => {
      const kept = tf.reshape(single(gradient), [...reducedShape(shape, axes)])
      const repeated = tf.mul(kept, tf.onesLike(read))
      return kernelName === "Sum"
        ? repeated
        : tf.div(repeated, sizeOf(axes.map((axis) => shape[axis]!)))
    }
    return { x }
  },
})

/** Gradients of sum and mean: tfjs' own write down an array of ones of x's size, also where nothing is computed. */
export const sumAndMeanGradients: readonly tf.GradConfig[] = [gradientOf("Sum"), gradientOf("Mean")]
