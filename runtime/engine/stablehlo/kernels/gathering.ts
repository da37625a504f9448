import { numberAt } from "../../attributes.ts"
import { UnsupportedUse } from "../../kernels/kernel.ts"
import { axisOf, sizeOf } from "../../shape.ts"
import { compare, reshape, where } from "../elementwise.ts"
import { places, transpose } from "../moving.ts"
import { scalarRegion } from "../region.ts"
import { listText, type Value } from "../value.ts"
import type { Writer } from "../writer.ts"
import type { Kernels } from "./kernel.ts"

/** Rows of x [n, ...] picked by indices of any shape. */
const rowsOf = (w: Writer, x: Value, index: Value): Value => {
  const rest = x.shape.slice(1)
  const rank = index.shape.length
  const column = reshape(w, index, [...index.shape, 1])
  const spec = { shape: [...index.shape, ...rest], dtype: x.dtype }
  const offsets = listText(rest.map((_, axis) => axis + rank))
  return w.from(
    [x, column],
    `"stablehlo.gather"(${x.name}, ${column.name}) {dimension_numbers = #stablehlo.gather<offset_dims = ${offsets}, collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = ${rank}>, slice_sizes = array<i64: ${[1, ...rest].join(", ")}>, indices_are_sorted = false}`,
    spec,
  )
}

export const gatheringKernels: Kernels<"gathering"> = {
  GatherV2: ({ w, input, attributes }) => {
    if (numberAt(attributes, "batchDims") !== 0) throw new UnsupportedUse("gather with batchDims")
    const [x, index] = [input("x"), input("indices")]
    const axis = axisOf(numberAt(attributes, "axis"), x.shape.length)
    const others = [...x.shape.keys()].toSpliced(axis, 1)
    const rows = rowsOf(w, transpose(w, x, [axis, ...others]), index)
    const picked = [...index.shape.keys()]
    const rest = others.map((_, at) => at + picked.length)
    return transpose(w, rows, [...rest.slice(0, axis), ...picked, ...rest.slice(axis)])
  },
  UnsortedSegmentSum: ({ w, input, attributes }) => {
    const [x, segments] = [input("x"), input("segmentIds")]
    const rows = sizeOf(segments.shape)
    const inner = x.shape.slice(segments.shape.length)
    const updates = reshape(w, x, [rows, ...inner])
    const index = reshape(w, segments, [rows, 1])
    const zeros = w.number(0, [numberAt(attributes, "numSegments"), ...inner], x.dtype)
    const window = listText(inner.map((_, axis) => axis + 1))
    return w.from(
      [zeros, index, updates],
      `"stablehlo.scatter"(${zeros.name}, ${index.name}, ${updates.name}) (${scalarRegion("add", x.dtype)}) {scatter_dimension_numbers = #stablehlo.scatter<update_window_dims = ${window}, inserted_window_dims = [0], scatter_dims_to_operand_dims = [0], index_vector_dim = 1>, indices_are_sorted = false, unique_indices = false}`,
      zeros,
    )
  },
  OneHot: ({ w, input, attributes }) => {
    const index = input("indices")
    const shape = [...index.shape, numberAt(attributes, "depth")]
    const dtype = attributes?.["dtype"] === "float32" ? "float32" : "int32"
    const column = reshape(w, index, [...index.shape, 1])
    const hit = compare(w, "EQ", column, places(w, index.shape.length, shape))
    const [on, off] = ["onValue", "offValue"].map((name) =>
      w.number(numberAt(attributes, name), shape, dtype),
    )
    return where(w, hit, on!, off!)
  },
}
