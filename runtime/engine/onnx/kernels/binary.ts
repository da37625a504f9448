import { binary, broadcasting, unary } from "../elementwise.ts"
import type { Kernel, Kernels } from "./kernel.ts"

const arithmetic =
  (op: string): Kernel =>
  ({ graph, input }) =>
    binary(graph, op, input("a"), input("b"))

const comparison =
  (op: string): Kernel =>
  ({ graph, input }) =>
    binary(graph, op, input("a"), input("b"), "bool")

/** Kernels of two or more operands, which broadcast. */
export const binaryKernels: Kernels<"binary"> = {
  Add: arithmetic("Add"),
  Maximum: arithmetic("Max"),
  Minimum: arithmetic("Min"),
  Multiply: arithmetic("Mul"),
  Pow: arithmetic("Pow"),
  RealDiv: arithmetic("Div"),
  Sub: arithmetic("Sub"),
  Equal: comparison("Equal"),
  Greater: comparison("Greater"),
  GreaterEqual: comparison("GreaterOrEqual"),
  Less: comparison("Less"),
  LessEqual: comparison("LessOrEqual"),
  LogicalAnd: comparison("And"),
  LogicalOr: comparison("Or"),
  NotEqual: ({ graph, input }) =>
    unary(graph, "Not", binary(graph, "Equal", input("a"), input("b"), "bool")),
  SquaredDifference: ({ graph, input }) => {
    const difference = binary(graph, "Sub", input("a"), input("b"))
    return binary(graph, "Mul", difference, difference)
  },
  AddN: ({ graph, inputs }) => inputs.reduce((sum, x) => binary(graph, "Add", sum, x)),
  Select: ({ graph, input }) => {
    const operands = [input("condition"), input("t"), input("e")]
    return broadcasting(graph, "Where", operands, input("t").dtype)
  },
}
