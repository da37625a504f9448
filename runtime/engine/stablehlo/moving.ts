import type { Shape } from "../shape.ts"
import { listText, typeText, type Value } from "./value.ts"
import type { Writer } from "./writer.ts"

export const transpose = (w: Writer, x: Value, order: readonly number[]): Value => {
  if (order.every((axis, index) => axis === index)) return x
  const spec = { shape: order.map((axis) => x.shape[axis]!), dtype: x.dtype }
  return w.from([x], `stablehlo.transpose ${x.name}, dims = ${listText(order)}`, spec)
}

export const reverse = (w: Writer, x: Value, axes: readonly number[]): Value =>
  axes.length === 0
    ? x
    : w.op(`stablehlo.reverse ${x.name}, dims = ${listText(axes)} : ${typeText(x)}`, x)

/** A box of x; with strides, values that lie so far apart along each axis. */
export const slice = (
  w: Writer,
  x: Value,
  begin: readonly number[],
  size: Shape,
  strides: readonly number[] = size.map(() => 1),
): Value => {
  if (size.every((length, axis) => length === x.shape[axis])) return x
  const ranges = begin
    .map((start, axis) => {
      const stride = strides[axis]!
      return `${start}:${start + (size[axis]! - 1) * stride + 1}:${stride}`
    })
    .join(", ")
  const spec = { shape: size, dtype: x.dtype }
  return w.from([x], `stablehlo.slice ${x.name} [${ranges}]`, spec)
}

/** Values one after another along an axis. */
export const concat = (w: Writer, values: readonly Value[], axis: number): Value => {
  const [first] = values
  if (first === undefined) throw new Error("nothing to concatenate")
  if (values.length === 1) return first
  const length = values.reduce((sum, { shape }) => sum + shape[axis]!, 0)
  const spec = { shape: first.shape.with(axis, length), dtype: first.dtype }
  const names = values.map(({ name }) => name).join(", ")
  return w.from(values, `stablehlo.concatenate ${names}, dim = ${axis}`, spec)
}

/** x with a number around its values, and between them; less than none before or after cuts off. */
export const pad = (
  w: Writer,
  x: Value,
  fill: number,
  low: readonly number[],
  high: readonly number[],
  between: readonly number[] = low.map(() => 0),
): Value => {
  const value = w.number(fill, [], x.dtype)
  const shape = x.shape.map(
    (size, axis) => size + low[axis]! + high[axis]! + (size - 1) * between[axis]!,
  )
  const spec = { shape, dtype: x.dtype }
  return w.from(
    [x, value],
    `stablehlo.pad ${x.name}, ${value.name}, low = ${listText(low)}, high = ${listText(high)}, interior = ${listText(between)}`,
    spec,
  )
}

/** Places 0, 1, ... along an axis of a shape. */
export const places = (w: Writer, axis: number, shape: Shape): Value => {
  const spec = { shape, dtype: "int32" } as const
  return w.op(`stablehlo.iota dim = ${axis} : ${typeText(spec)}`, spec)
}
