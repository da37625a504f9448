import * as tf from "@tensorflow/tfjs"
import { savedAt, single } from "./single.ts"
import { sumTo } from "./sumTo.ts"

type Comparison = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor

// At equal operands a gets the gradient.
const extremum = (kernelName: string, takesA: Comparison, takesB: Comparison): tf.GradConfig => ({
  kernelName,
  inputsToSave: ["a", "b"],
  gradFunc: (gradients, saved) => {
    const dy = single(gradients)
    const [a, b] = [savedAt(saved, 0), savedAt(saved, 1)]
    const share = (takes: Comparison) => tf.mul(dy, tf.cast(takes(a, b), "float32"))
    return { a: () => sumTo(share(takesA), a.shape), b: () => sumTo(share(takesB), b.shape) }
  },
})

/** Gradient of the larger of two, which may broadcast (tfjs' own may not). */
export const maximumGradient = extremum("Maximum", tf.greaterEqual, tf.less)

/** Gradient of the smaller of two, which may broadcast. */
export const minimumGradient = extremum("Minimum", tf.lessEqual, tf.greater)
