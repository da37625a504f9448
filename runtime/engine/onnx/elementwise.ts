import { broadcastShapes } from "../shape.ts"
import type { Attributes, Element, Graph, Node } from "./graph.ts"
import { allChannelsFirst, channelsLast } from "./layout.ts"
import { record } from "./record.ts"
import { repeat, shrunk, uniform, type Value } from "./value.ts"

const unaryOfNumber: Readonly<Record<string, (x: number) => number>> = {
  Sqrt: Math.sqrt,
  Neg: (x) => -x,
  Exp: Math.exp,
  Log: Math.log,
  Reciprocal: (x) => 1 / x,
}

/** Applies an operator to every element. */
export const unary = (
  graph: Graph,
  op: string,
  x: Value,
  attributes: Attributes = {},
  dtype: Element = x.dtype,
  domain: Node["domain"] = "",
): Value => {
  const fold = unaryOfNumber[op]
  if (x.kind === "uniform" && x.dtype === "float32" && fold !== undefined)
    return uniform(Math.fround(fold(x.value)), x.shape, dtype)
  if (x.kind === "uniform" || x.kind === "repeated")
    return repeat(
      record(graph, op, [shrunk(x)], { shape: shrunk(x).shape, dtype }, attributes, domain),
      x.shape,
    )
  const first = dtype === "bool" ? undefined : allChannelsFirst(graph, [x])
  const [operand = x] = first ?? []
  const y = record(graph, op, [operand], { shape: operand.shape, dtype }, attributes, domain)
  return first === undefined ? y : channelsLast(graph, y)
}

const binaryOfNumbers: Readonly<Record<string, (x: number, y: number) => number>> = {
  Add: (x, y) => x + y,
  Sub: (x, y) => x - y,
  Mul: (x, y) => x * y,
  Div: (x, y) => x / y,
  Pow: (x, y) => x ** y,
}

const leftIdentity: Readonly<Record<string, number>> = { Add: 0, Mul: 1 }
const rightIdentity: Readonly<Record<string, number>> = { Add: 0, Sub: 0, Mul: 1, Div: 1, Pow: 1 }

const isUniform = (x: Value, value: number | undefined): boolean =>
  x.kind === "uniform" && x.value === value

/** Applies an operator of several operands to every element, broadcasting. */
export const broadcasting = (
  graph: Graph,
  op: string,
  operands: readonly Value[],
  dtype: Element,
): Value => {
  const shape = operands.reduce<readonly number[]>((all, x) => broadcastShapes(all, x.shape), [])
  const small = operands.map(shrunk)
  // Not every provider reorders truth values.
  const first = dtype === "bool" ? undefined : allChannelsFirst(graph, small)
  const used = first ?? small
  const inner = used.reduce<readonly number[]>((all, x) => broadcastShapes(all, x.shape), [])
  const y = record(graph, op, used, { shape: inner, dtype })
  return repeat(first === undefined ? y : channelsLast(graph, y), shape)
}

/** Applies an operator of two operands to every element, broadcasting; what is known is folded. */
export const binary = (
  graph: Graph,
  op: string,
  a: Value,
  b: Value,
  dtype: Element = a.dtype,
): Value => {
  const shape = broadcastShapes(a.shape, b.shape)
  const fold = binaryOfNumbers[op]
  if (a.kind === "uniform" && b.kind === "uniform" && dtype === "float32" && fold !== undefined)
    return uniform(Math.fround(fold(a.value, b.value)), shape, dtype)
  if (isUniform(b, rightIdentity[op])) return repeat(a, shape)
  if (isUniform(a, leftIdentity[op])) return repeat(b, shape)
  return broadcasting(graph, op, [a, b], dtype)
}

/** Converts to another element type: towards zero to integers, non-zero to true. */
export const cast = (graph: Graph, x: Value, dtype: Element): Value => {
  if (x.dtype === dtype) return x
  if (x.kind === "uniform") {
    const value = dtype === "bool" ? Number(x.value !== 0) : Math.trunc(x.value)
    return uniform(dtype === "float32" ? x.value : value, x.shape, dtype)
  }
  return unary(graph, "Cast", x, { to: { int: elementCodes[dtype] } }, dtype)
}

/** ONNX's TensorProto.DataType. */
export const elementCodes: Readonly<Record<Element, number>> = {
  float32: 1,
  int32: 6,
  int64: 7,
  bool: 9,
}
