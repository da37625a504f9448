/** Sizes of the axes, outermost first. */
export type Shape = readonly number[]

/** Number of elements. */
export const sizeOf = (shape: Shape): number => shape.reduce((size, axis) => size * axis, 1)

/** Whether two shapes have the same axes. */
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((axis, index) => axis === b[index])

/** The shape that two shapes broadcast to (NumPy's rule). */
export const broadcastShapes = (a: Shape, b: Shape): Shape => {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, index) => {
    const left = a[a.length - rank + index] ?? 1
    const right = b[b.length - rank + index] ?? 1
    if (left !== right && left !== 1 && right !== 1)
      throw new Error(`shapes [${a.join(", ")}] and [${b.join(", ")}] do not broadcast`)
    return left === 1 ? right : left
  })
}

/** The axes of `to` along which an array of shape `from` is repeated to fill it. */
export const repeatedAxes = (from: Shape, to: Shape): readonly number[] =>
  to.flatMap((axis, index) => {
    const size = from[from.length - to.length + index] ?? 1
    return size === 1 && axis !== 1 ? [index] : []
  })

/** An axis counted from the front; a negative one counts from the back. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)

/** The shape with the axes named reduced to 1. */
export const reducedShape = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((axis, index) => (axes.includes(index) ? 1 : axis))
