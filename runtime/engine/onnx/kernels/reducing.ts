import { flagAt, numberAt } from "../../attributes.ts"
import { reducedAxes, searchedAxis } from "../../kernels/reducing.ts"
import { axisOf } from "../../shape.ts"
import { broadcasting, cast, unary } from "../elementwise.ts"
import { record } from "../record.ts"
import { type Reduction, reduce } from "../reduce.ts"
import { uniform } from "../value.ts"
import type { Call, Kernel, Kernels } from "./kernel.ts"

const reduction =
  (op: Reduction, axisName: string): Kernel =>
  ({ graph, input, attributes }) => {
    const x = input("x")
    const axes = reducedAxes(attributes, axisName, x.shape)
    return reduce(graph, op, x, axes, flagAt(attributes, "keepDims"))
  }

// ONNX Runtime's maxima pass over NaN, which would hide that a training has diverged.
const extremum =
  (op: "ReduceMax" | "ReduceMin", axisName: string): Kernel =>
  (call) => {
    const { graph, input } = call
    const found = reduction(op, axisName)(call)
    if (!("kind" in found) || input("x").dtype !== "float32") return found
    const isNaN = cast(graph, unary(graph, "IsNaN", input("x"), {}, "bool"), "float32")
    const some = reduction("ReduceMax", axisName)({ ...call, input: () => isNaN })
    if (!("kind" in some)) return found
    const operands = [cast(graph, some, "bool"), uniform(NaN, []), found]
    return broadcasting(graph, "Where", operands, "float32")
  }

const position =
  (op: "ArgMax" | "ArgMin"): Kernel =>
  ({ graph, input, attributes }: Call) => {
    const x = input("x")
    const axis = searchedAxis(attributes, x.shape)
    const spec = { shape: x.shape.toSpliced(axis, 1), dtype: "int64" } as const
    const found = record(graph, op, [x], spec, { axis: { int: axis }, keepdims: { int: 0 } })
    return cast(graph, found, "int32")
  }

/** Kernels that reduce axes, and softmax. */
export const reducingKernels: Kernels<"reducing"> = {
  Sum: reduction("ReduceSum", "axis"),
  Mean: reduction("ReduceMean", "axis"),
  Max: extremum("ReduceMax", "reductionIndices"),
  Min: extremum("ReduceMin", "axis"),
  ArgMax: position("ArgMax"),
  ArgMin: position("ArgMin"),
  Softmax: ({ graph, input, attributes }) => {
    const x = input("logits")
    const axis = axisOf(numberAt(attributes, "dim"), x.shape.length)
    return record(graph, "Softmax", [x], x, { axis: { int: axis } })
  },
}
