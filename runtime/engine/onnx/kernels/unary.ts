import { numberAt, textAt } from "../../attributes.ts"
import { binary, cast, unary } from "../elementwise.ts"
import type { Graph } from "../graph.ts"
import { uniform, type Value } from "../value.ts"
import { UnsupportedUse } from "../../kernels/kernel.ts"
import type { Kernel, Kernels } from "./kernel.ts"

const direct =
  (op: string): Kernel =>
  ({ graph, input }) =>
    unary(graph, op, input("x"))

const number = (value: number): Value => uniform(value, [])

/**
 * 1 where x > 0, else 0. HardSigmoid with a huge slope is vectorised by ONNX Runtime's CPU
 * provider, where a comparison and a cast are not.
 */
export const positive = (graph: Graph, x: Value): Value =>
  unary(graph, "HardSigmoid", x, { alpha: { float: 3e38 }, beta: { float: 0 } })

/** Kernels of one operand. */
export const unaryKernels: Kernels<"unary"> = {
  Abs: direct("Abs"),
  Cos: direct("Cos"),
  Elu: direct("Elu"),
  Erf: direct("Erf"),
  Exp: direct("Exp"),
  Floor: direct("Floor"),
  Log: direct("Log"),
  LogicalNot: direct("Not"),
  Neg: direct("Neg"),
  Reciprocal: direct("Reciprocal"),
  Relu: direct("Relu"),
  Sigmoid: direct("Sigmoid"),
  Sin: direct("Sin"),
  Sqrt: direct("Sqrt"),
  Tanh: direct("Tanh"),
  Identity: ({ input }) => input("x"),
  IsNan: ({ graph, input }) => unary(graph, "IsNaN", input("x"), {}, "bool"),
  Square: ({ graph, input }) => binary(graph, "Mul", input("x"), input("x")),
  Rsqrt: ({ graph, input }) => unary(graph, "Reciprocal", unary(graph, "Sqrt", input("x"))),
  LeakyRelu: ({ graph, input, attributes }) =>
    unary(graph, "LeakyRelu", input("x"), { alpha: { float: numberAt(attributes, "alpha") } }),
  // ONNX's own Softplus is slow in ONNX Runtime's CPU provider.
  Softplus: ({ graph, input }) => {
    const x = input("x")
    const decay = unary(graph, "Exp", unary(graph, "Neg", unary(graph, "Abs", x)))
    const tail = unary(graph, "Log", binary(graph, "Add", decay, number(1)))
    return binary(graph, "Add", unary(graph, "Relu", x), tail)
  },
  Step: ({ graph, input, attributes }) => {
    const alpha = numberAt(attributes, "alpha")
    const step = binary(graph, "Mul", positive(graph, input("x")), number(1 - alpha))
    return binary(graph, "Add", step, number(alpha))
  },
  EluGrad: ({ graph, input }) => {
    const negative = binary(graph, "Min", input("y"), number(0))
    return binary(graph, "Mul", input("dy"), binary(graph, "Add", negative, number(1)))
  },
  ClipByValue: ({ graph, input, attributes }) => {
    const low = number(numberAt(attributes, "clipValueMin"))
    const high = number(numberAt(attributes, "clipValueMax"))
    return binary(graph, "Min", binary(graph, "Max", input("x"), low), high)
  },
  Cast: ({ graph, input, attributes }) => {
    const dtype = textAt(attributes, "dtype")
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
      throw new UnsupportedUse(`a cast to ${dtype}`)
    return cast(graph, input("x"), dtype)
  },
}
