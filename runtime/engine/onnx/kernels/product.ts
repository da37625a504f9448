import { flagAt, numberAt } from "../../attributes.ts"
import { matmul } from "../matmul.ts"
import type { Kernels } from "./kernel.ts"

/** Matrix products. `ScaledMatMul` is ours: a product times alpha in one operator. */
export const productKernels: Kernels<"product"> = {
  BatchMatMul: ({ graph, input, attributes }) =>
    matmul(graph, input("a"), input("b"), {
      transposeA: flagAt(attributes, "transposeA"),
      transposeB: flagAt(attributes, "transposeB"),
    }),
  ScaledMatMul: ({ graph, input, attributes }) =>
    matmul(graph, input("a"), input("b"), {
      transposeA: flagAt(attributes, "transposeA"),
      transposeB: flagAt(attributes, "transposeB"),
      alpha: numberAt(attributes, "alpha"),
    }),
}
