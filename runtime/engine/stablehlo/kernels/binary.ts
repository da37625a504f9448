import { compare, type Comparison, each, two, where } from "../elementwise.ts"
import type { Kernel, Kernels } from "./kernel.ts"

const pair =
  (op: string): Kernel =>
  ({ w, input }) =>
    two(w, op, input("a"), input("b"))

const comparison =
  (how: Comparison): Kernel =>
  ({ w, input }) =>
    compare(w, how, input("a"), input("b"))

export const binaryKernels: Kernels<"binary"> = {
  Add: pair("add"),
  Maximum: pair("maximum"),
  Minimum: pair("minimum"),
  Multiply: pair("multiply"),
  Pow: pair("power"),
  RealDiv: pair("divide"),
  Sub: pair("subtract"),
  Equal: comparison("EQ"),
  Greater: comparison("GT"),
  GreaterEqual: comparison("GE"),
  Less: comparison("LT"),
  LessEqual: comparison("LE"),
  NotEqual: comparison("NE"),
  LogicalAnd: pair("and"),
  LogicalOr: pair("or"),
  SquaredDifference: ({ w, input }) => {
    const difference = two(w, "subtract", input("a"), input("b"))
    return each(w, "multiply", difference, difference)
  },
  AddN: ({ w, inputs }) => inputs.reduce((sum, x) => two(w, "add", sum, x)),
  Select: ({ w, input }) => where(w, input("condition"), input("t"), input("e")),
}
