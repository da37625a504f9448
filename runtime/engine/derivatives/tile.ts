import * as tf from "@tensorflow/tfjs"
import { numbersAt } from "../attributes.ts"
import { sizeOf } from "../shape.ts"
import { savedAt, single } from "./single.ts"

/** Gradient of tile for any rank (tfjs's own stops at 4): copies are summed axis by axis. */
export const tileGradient: tf.GradConfig = {
  kernelName: "Tile",
  inputsToSave: ["x"],
  gradFunc: (gradient, saved, attributes) => {
    const { shape } = savedAt(saved, 0)
    const reps = numbersAt(attributes, "reps")
    return {
      x: () => {
        let sum = single(gradient)
        shape.forEach((axis, index) => {
          const before = sizeOf(shape.slice(0, index))
          const copies = tf.reshape(sum, [before, reps[index] ?? 1, -1])
          const rest = sum.shape.slice(index + 1)
          sum = tf.reshape(tf.sum(copies, 1), [...shape.slice(0, index), axis, ...rest])
        })
        return sum
      },
    }
  },
}
