import { numberAt, numbersAt, pairsAt } from "../../attributes.ts"
import {
  filledType,
  rangeValues,
  reshapedShape,
  sliceBox,
  splitParts,
} from "../../kernels/shaping.ts"
import { axisOf } from "../../shape.ts"
import { repeated, reshape } from "../elementwise.ts"
import { concat, pad, reverse, slice, transpose } from "../moving.ts"
import type { Value } from "../value.ts"
import type { Writer } from "../writer.ts"
import type { Kernels } from "./kernel.ts"

const withAxis = (w: Writer, x: Value, axis: number): Value =>
  reshape(w, x, x.shape.toSpliced(axis, 0, 1))

/** What begins at a place along an axis. */
const part = (w: Writer, x: Value, axis: number, start: number, length: number): Value => {
  const begin = x.shape.map((_, at) => (at === axis ? start : 0))
  return slice(w, x, begin, x.shape.with(axis, length))
}

export const shapingKernels: Kernels<"shaping"> = {
  Reshape: ({ w, input, attributes }) =>
    reshape(w, input("x"), reshapedShape(attributes, input("x").shape)),
  ExpandDims: ({ w, input, attributes }) => {
    const x = input("input")
    return withAxis(w, x, axisOf(numberAt(attributes, "dim"), x.shape.length + 1))
  },
  Transpose: ({ w, input, attributes }) => transpose(w, input("x"), numbersAt(attributes, "perm")),
  Tile: ({ w, input, attributes }) => {
    const x = input("x")
    const reps = numbersAt(attributes, "reps")
    const paired = x.shape.flatMap((size, axis) => [reps[axis]!, size])
    const axes = x.shape.map((_, axis) => 2 * axis + 1)
    const shape = x.shape.map((size, axis) => size * reps[axis]!)
    return reshape(w, repeated(w, x, paired, axes), shape)
  },
  Concat: ({ w, inputs, attributes }) =>
    concat(w, inputs, axisOf(numberAt(attributes, "axis"), inputs[0]!.shape.length)),
  Pack: ({ w, inputs, attributes }) => {
    const axis = axisOf(numberAt(attributes, "axis"), inputs[0]!.shape.length + 1)
    const expanded = inputs.map((x) => withAxis(w, x, axis))
    return concat(w, expanded, axis)
  },
  Unpack: ({ w, input, attributes }) => {
    const x = input("value")
    const axis = axisOf(numberAt(attributes, "axis"), x.shape.length)
    const without = x.shape.toSpliced(axis, 1)
    return Array.from({ length: x.shape[axis]! }, (_, index) =>
      reshape(w, part(w, x, axis, index, 1), without),
    )
  },
  Slice: ({ w, input, attributes }) => {
    const { begin, size } = sliceBox(attributes, input("x").shape)
    return slice(w, input("x"), begin, size)
  },
  SplitV: ({ w, input, attributes }) => {
    const x = input("x")
    const { axis, lengths } = splitParts(attributes, x.shape)
    let start = 0
    return lengths.map((length) => {
      start += length
      return part(w, x, axis, start - length, length)
    })
  },
  PadV2: ({ w, input, attributes }) => {
    const pads = pairsAt(attributes, "paddings")
    const [low, high] = [pads.map(([size]) => size), pads.map(([, size]) => size)]
    return pad(w, input("x"), numberAt(attributes, "constantValue"), low, high)
  },
  Reverse: ({ w, input, attributes }) => {
    const x = input("x")
    const axes = numbersAt(attributes, "dims").map((axis) => axisOf(axis, x.shape.length))
    return reverse(w, x, axes)
  },
  Fill: ({ w, attributes }) =>
    w.number(numberAt(attributes, "value"), numbersAt(attributes, "shape"), filledType(attributes)),
  ZerosLike: ({ w, input }) => w.number(0, input("x").shape, input("x").dtype),
  OnesLike: ({ w, input }) => w.number(1, input("x").shape, input("x").dtype),
  Range: ({ w, attributes }) => {
    const values = rangeValues(attributes)
    const dtype = values instanceof Int32Array ? "int32" : "float32"
    return w.numbers(values, { shape: [values.length], dtype })
  },
}
