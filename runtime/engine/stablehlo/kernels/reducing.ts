import { flagAt, numberAt } from "../../attributes.ts"
import { reducedAxes, searchedAxis } from "../../kernels/reducing.ts"
import { axisOf } from "../../shape.ts"
import { compare, each, reshape, two, where } from "../elementwise.ts"
import { places } from "../moving.ts"
import { kept, mean, reduced, type Reduction } from "../reduce.ts"
import type { Value } from "../value.ts"
import type { Writer } from "../writer.ts"
import type { Kernel, Kernels } from "./kernel.ts"

const reduction =
  (reduce: (w: Writer, x: Value, axes: readonly number[]) => Value, axisName: string): Kernel =>
  ({ w, input, attributes }) => {
    const x = input("x")
    const axes = reducedAxes(attributes, axisName, x.shape)
    const found = reduce(w, x, axes)
    const shape = x.shape.filter((_, axis) => !axes.includes(axis))
    return flagAt(attributes, "keepDims") ? found : reshape(w, found, shape)
  }

const over =
  (op: Reduction) =>
  (w: Writer, x: Value, axes: readonly number[]): Value =>
    kept(w, op, x, axes)

/** The place of the extremum, the first among equals. */
const position =
  (op: Reduction): Kernel =>
  ({ w, input, attributes }) => {
    const x = input("x")
    const axis = searchedAxis(attributes, x.shape)
    const best = compare(w, "EQ", x, kept(w, op, x, [axis]))
    const beyond = w.number(x.shape[axis]!, x.shape, "int32")
    return reduced(w, "minimum", where(w, best, places(w, axis, x.shape), beyond), [axis])
  }

export const reducingKernels: Kernels<"reducing"> = {
  Sum: reduction(over("add"), "axis"),
  Mean: reduction(mean, "axis"),
  Max: reduction(over("maximum"), "reductionIndices"),
  Min: reduction(over("minimum"), "axis"),
  ArgMax: position("maximum"),
  ArgMin: position("minimum"),
  Softmax: ({ w, input, attributes }) => {
    const x = input("logits")
    const axis = axisOf(numberAt(attributes, "dim"), x.shape.length)
    const powers = each(w, "exponential", two(w, "subtract", x, kept(w, "maximum", x, [axis])))
    return two(w, "divide", powers, kept(w, "add", powers, [axis]))
  },
}
