import * as tf from "@tensorflow/tfjs"
import { savedAt, single } from "./single.ts"
import { sumTo } from "./sumTo.ts"

/** Gradient of (a - b)^2, whose operands may broadcast (tfjs' own may not). */
export const squaredDifferenceGradient: tf.GradConfig = {
  kernelName: "SquaredDifference",
  inputsToSave: ["a", "b"],
  gradFunc: (gradients, saved) => {
    const [a, b] = [savedAt(saved, 0), savedAt(saved, 1)]
    const slope = (): tf.Tensor => tf.mul(single(gradients), tf.mul(tf.sub(a, b), 2))
    return { a: () => sumTo(slope(), a.shape), b: () => sumTo(tf.neg(slope()), b.shape) }
  },
}
