import { flagAt, numberAt } from "../../attributes.ts"
import { matmul } from "../product.ts"
import type { Call, Kernels } from "./kernel.ts"

const product = ({ w, input, attributes }: Call, alpha: number) =>
  matmul(w, input("a"), input("b"), {
    transposeA: flagAt(attributes, "transposeA"),
    transposeB: flagAt(attributes, "transposeB"),
    alpha,
    exact: flagAt(attributes, "exact"),
  })

export const productKernels: Kernels<"product"> = {
  BatchMatMul: (call) => product(call, 1),
  ScaledMatMul: (call) => product(call, numberAt(call.attributes, "alpha")),
}
