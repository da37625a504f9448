import { reducedShape, sizeOf } from "../shape.ts"
import { each, reshape, withNumber } from "./elementwise.ts"
import { type Element, listText, type Value } from "./value.ts"
import type { Writer } from "./writer.ts"

export type Reduction = "add" | "maximum" | "minimum"

type Neutral = Readonly<Record<Reduction, number>>

const neutral: Readonly<Partial<Record<Element, Neutral>>> = {
  float32: { add: 0, maximum: -Infinity, minimum: Infinity },
  bfloat16: { add: 0, maximum: -Infinity, minimum: Infinity },
  int32: { add: 0, maximum: -(2 ** 31), minimum: 2 ** 31 - 1 },
  bool: { add: 0, maximum: 0, minimum: 1 },
}

/** Reduces axes away. */
export const reduced = (w: Writer, op: Reduction, x: Value, axes: readonly number[]): Value => {
  if (axes.length === 0) return x
  const first = neutral[x.dtype]?.[op]
  if (first === undefined) throw new Error(`nothing of type ${x.dtype} is reduced`)
  const start = w.number(first, [], x.dtype)
  return w.from(
    [x, start],
    `stablehlo.reduce(${x.name} init: ${start.name}) applies stablehlo.${op} across dimensions = ${listText(axes)}`,
    { ...x, shape: x.shape.filter((_, axis) => !axes.includes(axis)) },
  )
}

/** Reduces axes to 1. */
export const kept = (w: Writer, op: Reduction, x: Value, axes: readonly number[]): Value =>
  reshape(w, reduced(w, op, x, axes), reducedShape(x.shape, axes))

/** The mean over axes, which become 1. */
export const mean = (w: Writer, x: Value, axes: readonly number[]): Value => {
  const count = sizeOf(axes.map((axis) => x.shape[axis]!))
  const sum = kept(w, "add", x, axes)
  return x.dtype === "int32"
    ? each(w, "divide", sum, w.number(count, sum.shape, "int32"))
    : withNumber(w, "multiply", sum, 1 / count)
}
