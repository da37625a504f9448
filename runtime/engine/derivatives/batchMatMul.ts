import * as tf from "@tensorflow/tfjs"
import { flagAt } from "../attributes.ts"
import { exactMatMul } from "../exactMatMul.ts"
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
    const product = flagAt(attributes, "exact") ? exactMatMul : tf.matMul
    const da = () => (ta ? product(b, dy, tb, true) : product(dy, b, false, !tb))
    const db = () => (tb ? product(dy, a, true, ta) : product(a, dy, !ta, false))
    return { a: () => sumTo(da(), a.shape), b: () => sumTo(db(), b.shape) }
  },
}
