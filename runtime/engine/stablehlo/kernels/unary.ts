import { numberAt, textAt } from "../../attributes.ts"
import { UnsupportedUse } from "../../kernels/kernel.ts"
import { compare, convert, each, positive, where, withNumber } from "../elementwise.ts"
import type { Value } from "../value.ts"
import type { Writer } from "../writer.ts"
import type { Kernel, Kernels } from "./kernel.ts"

const direct =
  (op: string): Kernel =>
  ({ w, input }) =>
    each(w, op, input("x"))

/** x where it is positive, a slope times x elsewhere. */
export const leaky = (w: Writer, x: Value, slope: number): Value =>
  where(w, positive(w, x), x, withNumber(w, "multiply", x, slope))

export const unaryKernels: Kernels<"unary"> = {
  Abs: direct("abs"),
  Cos: direct("cosine"),
  Erf: direct("chlo.erf"),
  Exp: direct("exponential"),
  Floor: direct("floor"),
  Log: direct("log"),
  LogicalNot: direct("not"),
  Neg: direct("negate"),
  Rsqrt: direct("rsqrt"),
  Sigmoid: direct("logistic"),
  Sin: direct("sine"),
  Sqrt: direct("sqrt"),
  Tanh: direct("tanh"),
  Identity: ({ input }) => input("x"),
  IsNan: ({ w, input }) => compare(w, "NE", input("x"), input("x")),
  Square: ({ w, input }) => each(w, "multiply", input("x"), input("x")),
  Reciprocal: ({ w, input }) => each(w, "divide", w.number(1, input("x").shape), input("x")),
  Relu: ({ w, input }) => withNumber(w, "maximum", input("x"), 0),
  LeakyRelu: ({ w, input, attributes }) => leaky(w, input("x"), numberAt(attributes, "alpha")),
  Elu: ({ w, input }) => {
    const x = input("x")
    return where(w, positive(w, x), x, each(w, "exponential_minus_one", x))
  },
  EluGrad: ({ w, input }) => {
    const slope = withNumber(w, "add", withNumber(w, "minimum", input("y"), 0), 1)
    return each(w, "multiply", input("dy"), slope)
  },
  Softplus: ({ w, input }) => {
    const x = input("x")
    const decay = each(w, "exponential", each(w, "negate", each(w, "abs", x)))
    return each(w, "add", withNumber(w, "maximum", x, 0), each(w, "log_plus_one", decay))
  },
  Step: ({ w, input, attributes }) => {
    const x = input("x")
    const below = w.number(numberAt(attributes, "alpha"), x.shape)
    return where(w, positive(w, x), w.number(1, x.shape), below)
  },
  ClipByValue: ({ w, input, attributes }) => {
    const raised = withNumber(w, "maximum", input("x"), numberAt(attributes, "clipValueMin"))
    return withNumber(w, "minimum", raised, numberAt(attributes, "clipValueMax"))
  },
  Cast: ({ w, input, attributes }) => {
    const dtype = textAt(attributes, "dtype")
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
      throw new UnsupportedUse(`a cast to ${dtype}`)
    return convert(w, input("x"), dtype)
  },
}
