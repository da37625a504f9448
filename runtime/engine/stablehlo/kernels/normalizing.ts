import { numberAt } from "../../attributes.ts"
import { each, positive, two, where, withNumber } from "../elementwise.ts"
import { mean, reduced } from "../reduce.ts"
import type { Value } from "../value.ts"
import type { Writer } from "../writer.ts"
import type { Kernels } from "./kernel.ts"
import { leaky } from "./unary.ts"

/** x with mean 0 and deviation 1 over axes, its mean and 1 / standard deviation. */
const normalised = (w: Writer, x: Value, axes: readonly number[], eps: number) => {
  const average = mean(w, x, axes)
  const centred = two(w, "subtract", x, average)
  const variance = mean(w, each(w, "multiply", centred, centred), axes)
  const inverse = each(w, "rsqrt", withNumber(w, "add", variance, eps))
  return { average, inverse, y: two(w, "multiply", centred, inverse) }
}

/** Depth, height, width of [n, d, h, w, c]. */
const space = [1, 2, 3]

/** Gradient with respect to what was normalised: (dy - mean(dy) - y mean(dy y)) scale. */
const inputGradient = (w: Writer, dy: Value, y: Value, scale: Value): Value => {
  const share = mean(w, each(w, "multiply", dy, y), space)
  const centred = two(w, "subtract", dy, mean(w, dy, space))
  return two(w, "multiply", two(w, "subtract", centred, two(w, "multiply", y, share)), scale)
}

/** What ONNX Runtime has as one operator is here what it is made of, which XLA fuses. */
export const normalizingKernels: Kernels<"normalizing"> = {
  LayerNorm: ({ w, input, attributes }) => {
    const x = input("x")
    const last = [x.shape.length - 1]
    const { y, average, inverse } = normalised(w, x, last, numberAt(attributes, "eps"))
    const scaled = two(w, "add", two(w, "multiply", y, input("gamma")), input("beta"))
    return [scaled, average, inverse]
  },
  InstanceNorm: ({ w, input, attributes }) => {
    const { y, inverse } = normalised(w, input("x"), space, numberAt(attributes, "eps"))
    return [y, inverse]
  },
  InstanceNormGrad: ({ w, input }) => inputGradient(w, input("dy"), input("y"), input("inverse")),
  AffineInstanceNorm: ({ w, input, attributes }) => {
    const { y } = normalised(w, input("x"), space, numberAt(attributes, "eps"))
    return two(w, "add", two(w, "multiply", y, input("gamma")), input("beta"))
  },
  AffineInstanceNormGrad: ({ w, input, attributes }) => {
    const { y, inverse } = normalised(w, input("x"), space, numberAt(attributes, "eps"))
    const dy = input("dy")
    const dx = inputGradient(w, dy, y, two(w, "multiply", inverse, input("gamma")))
    const sum = (x: Value) => reduced(w, "add", x, [0, ...space])
    return [dx, sum(each(w, "multiply", dy, y)), sum(dy)]
  },
  Gelu: ({ w, input }) => {
    const x = input("x")
    const erf = each(w, "chlo.erf", withNumber(w, "multiply", x, Math.SQRT1_2))
    const share = withNumber(w, "add", withNumber(w, "multiply", erf, 0.5), 0.5)
    return each(w, "multiply", x, share)
  },
  FusedLeakyRelu: ({ w, input, attributes }) => leaky(w, input("x"), numberAt(attributes, "alpha")),
  LeakyReluGrad: ({ w, input, attributes }) => {
    const dy = input("dy")
    const smaller = withNumber(w, "multiply", dy, numberAt(attributes, "alpha"))
    return where(w, positive(w, input("y")), dy, smaller)
  },
}
