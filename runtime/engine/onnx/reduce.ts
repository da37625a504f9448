import { axisOf, reducedShape, repeatedAxes, sizeOf } from "../shape.ts"
import { binary } from "./elementwise.ts"
import type { Graph } from "./graph.ts"
import { beforeTranspose, reshape, transpose, withRank } from "./layout.ts"
import { matmul } from "./matmul.ts"
import { record, resultNamed } from "./record.ts"
import { integers, repeat, uniform, type Value } from "./value.ts"

export type Reduction = "ReduceSum" | "ReduceMean" | "ReduceMax" | "ReduceMin"

/** Columns below which ONNX Runtime's sum over rows no longer fills its vectors. */
const wide = 256

/**
 * Rows of few columns, [r, c], reduced over r as [r / m, m c] and then [m, c]: the columns of the
 * first step are many. Undefined for other axes and sizes.
 */
const inTwoSteps = (
  graph: Graph,
  op: Reduction,
  x: Value,
  axes: readonly number[],
): Value | undefined => {
  const kept = x.shape.findIndex((size, axis) => size !== 1 && !axes.includes(axis))
  if (kept === -1 || axes.some((axis) => axis > kept)) return undefined
  const rows = sizeOf(x.shape.slice(0, kept))
  const columns = sizeOf(x.shape.slice(kept))
  if (columns >= wide || rows < wide * wide) return undefined
  const factors = Array.from({ length: wide }, (_, index) => index + 1)
  const factor = factors.findLast((size) => rows % size === 0 && size * columns <= 16 * wide) ?? 1
  if (factor === 1) return undefined
  const folded = reshape(graph, x, [rows / factor, factor * columns])
  const first = overRows(graph, op, folded)
  return overRows(graph, op, reshape(graph, first, [factor, columns]))
}

/** Values that ONNX Runtime adds one after another without losing more than a digit. */
const mostAtOnce = 2 ** 14

/** Values of the parts in which more than those are added. */
const largestPart = 2 ** 12

/** What a value is the square of; undefined for anything else. */
const rootOf = (graph: Graph, x: Value): Value | undefined => {
  const producer = x.kind === "result" ? graph.producer(x.name) : undefined
  const [a, b] = producer?.inputs ?? []
  return producer?.op === "Mul" && a !== undefined && a === b ? resultNamed(graph, a) : undefined
}

/** Values of a part below which a product of matrices costs more than a pass over memory. */
const leastProduct = 2 ** 9

/**
 * Rows of squares, [r, c], reduced over c, as products of each row with itself: what is squared is read once, and the
 * squares are not written. Undefined where the rows are no squares, or short.
 */
const rowsOfSquares = (
  graph: Graph,
  op: "ReduceSum" | "ReduceMean",
  x: Value,
  columns: number,
): Value | undefined => {
  const root = columns < leastProduct ? undefined : rootOf(graph, x)
  if (root === undefined) return undefined
  const row = reshape(graph, root, [sizeOf(x.shape) / columns, 1, columns])
  const alpha = op === "ReduceMean" ? 1 / columns : 1
  return matmul(graph, row, row, { transposeB: true, alpha })
}

/**
 * A sum or mean over many values at the end of the axes, as one of equal parts, each reduced by itself:
 * added up in a row, a mean over the voxels of a batch keeps three digits in float32. Undefined where
 * there are few, or no parts that are equal.
 */
const inParts = (
  graph: Graph,
  op: Reduction,
  x: Value,
  axes: readonly number[],
): Value | undefined => {
  if ((op !== "ReduceSum" && op !== "ReduceMean") || x.dtype !== "float32") return undefined
  const last = x.shape.findLastIndex((size, axis) => size !== 1 && !axes.includes(axis))
  const length = sizeOf(x.shape.slice(last + 1))
  if (length <= mostAtOnce) return undefined
  const sizes = Array.from({ length: largestPart }, (_, index) => largestPart - index)
  const part = sizes.find((size) => length % size === 0) ?? 1
  if (part < 2 ** 5) return undefined
  const kept = x.shape.slice(0, last + 1)
  const parts = reshape(graph, x, [...kept, length / part, part])
  const end = integers([last + 2])
  const spec = { shape: [...kept, length / part, 1], dtype: x.dtype }
  const first =
    rowsOfSquares(graph, op, x, part) ??
    record(graph, op, [parts, end], spec, { keepdims: { int: 1 } })
  const others = [...axes.filter((axis) => axis <= last), last + 1]
  return keepingAxes(graph, op, reshape(graph, first, [...kept, length / part]), others)
}

const overRows = (graph: Graph, op: Reduction, x: Value): Value =>
  record(
    graph,
    op,
    [x, integers([0])],
    { shape: [1, x.shape[1]!], dtype: x.dtype },
    { keepdims: { int: 1 } },
  )

const keepingAxes = (graph: Graph, op: Reduction, x: Value, axes: readonly number[]): Value => {
  const shape = reducedShape(x.shape, axes)
  const known = x.kind === "uniform" ? x.shape.map((_, axis) => axis) : []
  const copied = x.kind === "repeated" ? repeatedAxes(x.of.shape, x.shape) : known
  // Along axes on which a value repeats, a sum is a multiple and the rest is the value itself.
  const copies = sizeOf(axes.filter((axis) => copied.includes(axis)).map((axis) => x.shape[axis]!))
  const times = (value: Value): Value =>
    op === "ReduceSum" ? binary(graph, "Mul", value, uniform(copies, [], x.dtype)) : value
  if (x.kind === "uniform") return times(uniform(x.value, shape, x.dtype))
  if (x.kind === "repeated") {
    const small = withRank(graph, x.of, x.shape.length)
    return repeat(times(keepingAxes(graph, op, small, axes)), shape)
  }
  const proper = axes.filter((axis) => x.shape[axis] !== 1)
  if (proper.length === 0) return x
  const source = beforeTranspose(graph, x)
  if (source !== undefined) {
    // Where the axes lie in memory: one transpose less, and of the small result only.
    const { base, perm } = source
    const small = keepingAxes(
      graph,
      op,
      base,
      proper.map((axis) => perm[axis]!),
    )
    return reshape(graph, transpose(graph, small, perm), shape)
  }
  const parted = inParts(graph, op, x, proper)
  if (parted !== undefined) return reshape(graph, parted, shape)
  const narrow = inTwoSteps(graph, op, x, proper)
  if (narrow !== undefined) return reshape(graph, narrow, shape)
  const inputs = [x, integers(proper)]
  return record(graph, op, inputs, { shape, dtype: x.dtype }, { keepdims: { int: 1 } })
}

/** Reduces axes; they stay with size 1 or go. */
export const reduce = (
  graph: Graph,
  op: Reduction,
  x: Value,
  axes: readonly number[],
  keep: boolean,
): Value => {
  const proper = axes.map((axis) => axisOf(axis, x.shape.length))
  const reduced = keepingAxes(graph, op, x, proper)
  if (keep) return reduced
  return reshape(
    graph,
    reduced,
    x.shape.filter((_, axis) => !proper.includes(axis)),
  )
}
