import { sameShape, type Shape } from "../shape.ts"
import type { ConstantData, Element, Graph, NamedResult, Spec } from "./graph.ts"

/** The same number everywhere: never stored as an array. */
export interface Uniform extends Spec {
  readonly kind: "uniform"
  readonly value: number
}

/** Numbers known while tracing. */
export interface Dense extends Spec {
  readonly kind: "dense"
  readonly data: ConstantData
}

/** A smaller value broadcast to a shape, kept small until someone needs all of it. */
interface Repeated extends Spec {
  readonly kind: "repeated"
  readonly of: Dense | Result
}

/** An input of the graph or an output of a node. */
export interface Result extends NamedResult {
  readonly kind: "result"
}

/** What a tensor is while a body is traced. */
export type Value = Uniform | Dense | Repeated | Result

export const uniform = (value: number, shape: Shape, dtype: Element = "float32"): Uniform => ({
  kind: "uniform",
  value,
  shape,
  dtype,
})

export const dense = (data: ConstantData, shape: Shape, dtype: Element): Dense => ({
  kind: "dense",
  data,
  shape,
  dtype,
})

export const result = ({ name, shape, dtype }: NamedResult): Result => ({
  kind: "result",
  name,
  shape,
  dtype,
})

/** A list of 64-bit integers, as ONNX wants shapes, axes and offsets. */
export const integers = (values: readonly number[]): Dense =>
  dense(BigInt64Array.from(values, BigInt), [values.length], "int64")

/** A list of 32-bit indices. */
export const indices = (values: Int32Array, shape: Shape = [values.length]): Dense =>
  dense(values, shape, "int32")

/** A value broadcast to a shape, lazily. */
export const repeat = (value: Value, shape: Shape): Value => {
  if (sameShape(value.shape, shape)) return value
  if (value.kind === "uniform") return { ...value, shape }
  const of = value.kind === "repeated" ? value.of : value
  return { kind: "repeated", of, shape, dtype: value.dtype }
}

/** The smallest value that broadcasts to this one. */
export const shrunk = (value: Value): Uniform | Dense | Result => {
  if (value.kind === "uniform") return { ...value, shape: [] }
  return value.kind === "repeated" ? value.of : value
}

const scalar = ({ value, dtype }: Uniform): ConstantData => {
  if (dtype === "float32") return Float32Array.of(value)
  if (dtype === "int32") return Int32Array.of(value)
  return dtype === "int64" ? BigInt64Array.of(BigInt(value)) : Uint8Array.of(value)
}

/** The name of a value in the graph; what was lazy is recorded now. */
export const nameOf = (graph: Graph, value: Value): string => {
  if (value.kind === "result") return value.name
  if (value.kind === "dense") return graph.constant(value.data, value).name
  const small =
    value.kind === "repeated"
      ? nameOf(graph, value.of)
      : graph.constant(scalar(value), { shape: [], dtype: value.dtype }).name
  if (value.shape.length === 0) return small
  const shape = nameOf(graph, integers(value.shape))
  return graph.node("Expand", "", [small, shape], [value], {})[0]!.name
}
