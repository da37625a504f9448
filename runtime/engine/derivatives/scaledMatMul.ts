import type * as tf from "@tensorflow/tfjs"
import { flagAt, numberAt } from "../attributes.ts"
import { fused } from "../fused.ts"
import { savedAt, single } from "./single.ts"

/** Gradient of alpha a b', for operands with the same batch axes. */
export const scaledMatMulGradient: tf.GradConfig = {
  kernelName: "ScaledMatMul",
  inputsToSave: ["a", "b"],
  gradFunc: (gradients, saved, attributes) => {
    const dy = single(gradients)
    const alpha = numberAt(attributes, "alpha")
    if (flagAt(attributes, "transposeA") || !flagAt(attributes, "transposeB"))
      throw new Error("the gradient of a scaled product is known for a b' only")
    return {
      a: () => fused("ScaledMatMul", { a: dy, b: savedAt(saved, 1) }, { alpha })[0],
      b: () =>
        fused("ScaledMatMul", { a: dy, b: savedAt(saved, 0) }, { alpha, transposeA: true })[0],
    }
  },
}
