import * as tf from "@tensorflow/tfjs"
import { numberAt } from "../attributes.ts"

/** Gradient of unstack, into one part also (of which tfjs' own fails). */
export const unpackGradient: tf.GradConfig = {
  kernelName: "Unpack",
  gradFunc: (gradients, _, attributes) => ({
    value: () =>
      tf.stack(Array.isArray(gradients) ? gradients : [gradients], numberAt(attributes, "axis")),
  }),
}
