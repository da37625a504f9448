import { broadcastShapes, sameShape, type Shape } from "../shape.ts"
import { listText, typeText, type Element, type Value } from "./value.ts"
import type { Writer } from "./writer.ts"

/** An operation on each element of operands of one type; a name without a dialect is StableHLO's. */
export const each = (w: Writer, op: string, first: Value, ...rest: readonly Value[]): Value => {
  const dialect = op.includes(".") ? op : `stablehlo.${op}`
  const names = [first, ...rest].map(({ name }) => name).join(", ")
  const type = typeText(first)
  const types = dialect.startsWith("chlo.") ? `${type} -> ${type}` : type
  return w.op(`${dialect} ${names} : ${types}`, first)
}

/** Towards zero to integers, non-zero to true. */
export const convert = (w: Writer, x: Value, dtype: Element): Value => {
  if (x.dtype === dtype) return x
  return w.from([x], `stablehlo.convert ${x.name}`, { shape: x.shape, dtype })
}

export const reshape = (w: Writer, x: Value, shape: Shape): Value => {
  if (sameShape(x.shape, shape)) return x
  return w.from([x], `stablehlo.reshape ${x.name}`, { shape, dtype: x.dtype })
}

/** x, whose axes are these axes of the shape, repeated along the others. */
export const repeated = (w: Writer, x: Value, shape: Shape, axes: readonly number[]): Value => {
  if (sameShape(x.shape, shape)) return x
  const text = `stablehlo.broadcast_in_dim ${x.name}, dims = ${listText(axes)}`
  return w.from([x], text, { shape, dtype: x.dtype })
}

/** x broadcast to a shape by NumPy's rule. */
export const stretched = (w: Writer, x: Value, shape: Shape): Value => {
  const offset = shape.length - x.shape.length
  const kept = [...x.shape.keys()].filter((axis) => x.shape[axis] === shape[axis + offset])
  const small = reshape(
    w,
    x,
    kept.map((axis) => x.shape[axis]!),
  )
  return repeated(
    w,
    small,
    shape,
    kept.map((axis) => axis + offset),
  )
}

/** Two values as they broadcast. */
const alike = (w: Writer, x: Value, y: Value): readonly [Value, Value] => {
  const shape = broadcastShapes(x.shape, y.shape)
  return [stretched(w, x, shape), stretched(w, y, shape)]
}

/** An operation on each element of two operands, which broadcast. */
export const two = (w: Writer, op: string, x: Value, y: Value): Value =>
  each(w, op, ...alike(w, x, y))

/** An operation on each element and one number. */
export const withNumber = (w: Writer, op: string, x: Value, value: number): Value =>
  each(w, op, x, w.number(value, x.shape, x.dtype))

export type Comparison = "EQ" | "NE" | "GT" | "GE" | "LT" | "LE"

export const compare = (w: Writer, how: Comparison, x: Value, y: Value): Value => {
  const [a, b] = alike(w, x, y)
  const text = `stablehlo.compare ${how}, ${a.name}, ${b.name}`
  return w.from([a, b], text, { shape: a.shape, dtype: "bool" })
}

/** Elements of x where the condition holds, of y elsewhere; all broadcast. */
export const where = (w: Writer, condition: Value, x: Value, y: Value): Value => {
  const shape = [condition, x, y].reduce<Shape>(
    (all, value) => broadcastShapes(all, value.shape),
    [],
  )
  const [c, a, b] = [stretched(w, condition, shape), stretched(w, x, shape), stretched(w, y, shape)]
  return w.op(
    `stablehlo.select ${c.name}, ${a.name}, ${b.name} : ${typeText(c)}, ${typeText(a)}`,
    a,
  )
}

/** Whether elements are larger than 0. */
export const positive = (w: Writer, x: Value): Value =>
  compare(w, "GT", x, w.number(0, x.shape, x.dtype))
