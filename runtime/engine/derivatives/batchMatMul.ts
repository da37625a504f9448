import * as tf from "@tensorflow/tfjs"
import { flagAt } from "../attributes.ts"
import { savedAt, single } from "./single.ts"
import { sumTo } from "./sumTo.ts"

/** Gradient of a product of matrices; batch axes may broadcast, which tfjs's own does not allow. */
export const batchMatMulGradient: tf.GradConfig = {
  kernelName: "BatchMatMul",
  inputsToSave: ["a", "b"],
  gradFunc: (gradient, saved, attributes) => {
    const dy = single(gradient)
    const a = savedAt(saved, 0)
    const b = savedAt(saved, 1)
    const ta = flagAt(attributes, "transposeA")
    const tb = flagAt(attributes, "transposeB")
    const da = () => (ta ? tf.matMul(b, dy, tb, true) : tf.matMul(dy, b, false, !tb))
    const db = () => (tb ? tf.matMul(dy, a, true, ta) : tf.matMul(a, dy, !ta, false))
    return { a: () => sumTo(da(), a.shape), b: () => sumTo(db(), b.shape) }
  },
}
