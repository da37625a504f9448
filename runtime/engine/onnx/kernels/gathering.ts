import { numberAt } from "../../attributes.ts"
import { axisOf, sizeOf } from "../../shape.ts"
import { binary, cast } from "../elementwise.ts"
import { reshape } from "../layout.ts"
import { record } from "../record.ts"
import { indices, repeat, uniform } from "../value.ts"
import { UnsupportedUse } from "../../kernels/kernel.ts"
import type { Kernels } from "./kernel.ts"

/** Kernels that pick or scatter elements by index. */
export const gatheringKernels: Kernels<"gathering"> = {
  GatherV2: ({ graph, input, attributes }) => {
    if (numberAt(attributes, "batchDims") !== 0) throw new UnsupportedUse("gather with batchDims")
    const [x, index] = [input("x"), input("indices")]
    const axis = axisOf(numberAt(attributes, "axis"), x.shape.length)
    const shape = x.shape.toSpliced(axis, 1, ...index.shape)
    return record(graph, "Gather", [x, index], { shape, dtype: x.dtype }, { axis: { int: axis } })
  },
  UnsortedSegmentSum: ({ graph, input, attributes }) => {
    const [x, segments] = [input("x"), input("segmentIds")]
    const rows = sizeOf(segments.shape)
    const shape = [numberAt(attributes, "numSegments"), ...x.shape.slice(segments.shape.length)]
    const row = sizeOf(shape.slice(1))
    const at = repeat(reshape(graph, cast(graph, segments, "int64"), [rows, 1]), [rows, row])
    const inputs = [uniform(0, [shape[0]!, row], x.dtype), at, reshape(graph, x, [rows, row])]
    // ScatterND would do with one index a row, but ONNX Runtime 1.30 loses sums there: its threads
    // add to the same row at once.
    const flat = record(
      graph,
      "ScatterElements",
      inputs,
      { shape: [shape[0]!, row], dtype: x.dtype },
      { axis: { int: 0 }, reduction: { text: "add" } },
    )
    return reshape(graph, flat, shape)
  },
  OneHot: ({ graph, input, attributes }) => {
    const index = input("indices")
    const depth = numberAt(attributes, "depth")
    const on = numberAt(attributes, "onValue")
    const off = numberAt(attributes, "offValue")
    const classes = indices(Int32Array.from({ length: depth }, (_, k) => k))
    const column = reshape(graph, index, [...index.shape, 1])
    const hit = binary(graph, "Equal", column, classes, "bool")
    const dtype = attributes?.["dtype"] === "float32" ? "float32" : "int32"
    const scaled = binary(graph, "Mul", cast(graph, hit, dtype), uniform(on - off, [], dtype))
    return binary(graph, "Add", scaled, uniform(off, [], dtype))
  },
}
