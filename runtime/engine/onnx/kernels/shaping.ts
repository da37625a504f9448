import { numberAt, numbersAt, pairsAt } from "../../attributes.ts"
import {
  filledType,
  rangeValues,
  reshapedShape,
  sliceBox,
  splitParts,
} from "../../kernels/shaping.ts"
import { axisOf } from "../../shape.ts"
import { concat, pad, reshape, slice, split, transpose } from "../layout.ts"
import { record } from "../record.ts"
import { dense, integers, repeat, uniform } from "../value.ts"
import type { Kernels } from "./kernel.ts"

/** Kernels that move elements and compute nothing. */
export const shapingKernels: Kernels<"shaping"> = {
  Reshape: ({ graph, input, attributes }) =>
    reshape(graph, input("x"), reshapedShape(attributes, input("x").shape)),
  ExpandDims: ({ graph, input, attributes }) => {
    const x = input("input")
    const axis = axisOf(numberAt(attributes, "dim"), x.shape.length + 1)
    return reshape(graph, x, x.shape.toSpliced(axis, 0, 1))
  },
  Transpose: ({ graph, input, attributes }) =>
    transpose(graph, input("x"), numbersAt(attributes, "perm")),
  Tile: ({ graph, input, attributes }) => {
    const x = input("x")
    const reps = numbersAt(attributes, "reps")
    const shape = x.shape.map((axis, index) => axis * reps[index]!)
    if (reps.every((times, index) => times === 1 || x.shape[index] === 1)) return repeat(x, shape)
    return record(graph, "Tile", [x, integers(reps)], { shape, dtype: x.dtype })
  },
  Concat: ({ graph, inputs, attributes }) =>
    concat(graph, inputs, axisOf(numberAt(attributes, "axis"), inputs[0]!.shape.length)),
  Pack: ({ graph, inputs, attributes }) => {
    const axis = axisOf(numberAt(attributes, "axis"), inputs[0]!.shape.length + 1)
    const expanded = inputs.map((x) => reshape(graph, x, x.shape.toSpliced(axis, 0, 1)))
    return concat(graph, expanded, axis)
  },
  Unpack: ({ graph, input, attributes }) => {
    const x = input("value")
    const axis = axisOf(numberAt(attributes, "axis"), x.shape.length)
    return Array.from({ length: x.shape[axis]! }, (_, index) => {
      const begin = x.shape.map((_size, at) => (at === axis ? index : 0))
      const part = slice(graph, x, begin, x.shape.with(axis, 1))
      return reshape(graph, part, x.shape.toSpliced(axis, 1))
    })
  },
  Slice: ({ graph, input, attributes }) => {
    const { begin, size } = sliceBox(attributes, input("x").shape)
    return slice(graph, input("x"), begin, size)
  },
  SplitV: ({ graph, input, attributes }) => {
    const { axis, lengths } = splitParts(attributes, input("x").shape)
    return split(graph, input("x"), lengths, axis)
  },
  PadV2: ({ graph, input, attributes }) => {
    const x = input("x")
    const paddings = pairsAt(attributes, "paddings")
    const [before, after] = [paddings.map(([size]) => size), paddings.map(([, size]) => size)]
    const constant = numberAt(attributes, "constantValue")
    if (constant === 0 || [...before, ...after].every((size) => size === 0))
      return pad(graph, x, before, after)
    const shape = x.shape.map((axis, index) => axis + before[index]! + after[index]!)
    const fill = uniform(constant, [], x.dtype)
    const ends = integers([...before, ...after])
    return record(graph, "Pad", [x, ends, fill], { shape, dtype: x.dtype })
  },
  Reverse: ({ graph, input, attributes }) => {
    const x = input("x")
    const axes = numbersAt(attributes, "dims").map((axis) => axisOf(axis, x.shape.length))
    if (axes.length === 0) return x
    const all = (value: number) => integers(axes.map(() => value))
    return record(graph, "Slice", [x, all(-1), all(-0x7fffffff), integers(axes), all(-1)], x)
  },
  Fill: ({ attributes }) =>
    uniform(numberAt(attributes, "value"), numbersAt(attributes, "shape"), filledType(attributes)),
  ZerosLike: ({ input }) => uniform(0, input("x").shape, input("x").dtype),
  OnesLike: ({ input }) => uniform(1, input("x").shape, input("x").dtype),
  Range: ({ attributes }) => {
    const values = rangeValues(attributes)
    return dense(values, [values.length], values instanceof Int32Array ? "int32" : "float32")
  },
}
