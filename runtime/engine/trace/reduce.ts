import { axisOf, reducedShape, repeatedAxes, sizeOf } from "../shape.ts"
import { binary } from "./elementwise.ts"
import type { Graph } from "./graph.ts"
import { reshape, withRank } from "./layout.ts"
import { record } from "./record.ts"
import { integers, repeat, uniform, type Value } from "./value.ts"

export type Reduction = "ReduceSum" | "ReduceMean" | "ReduceMax" | "ReduceMin"

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
