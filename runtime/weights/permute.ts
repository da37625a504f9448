/** Product of the axes. */
export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((size, axis) => size * axis, 1)

/** Row-major values with the axes reordered: axis i of the result is axis `axes[i]` of the values. */
export const permute = (
  values: Float32Array,
  shape: readonly number[],
  axes: readonly number[],
): Float32Array => {
  if (axes.every((axis, index) => axis === index)) return values.slice()
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)))
  const lengths = axes.map((axis) => shape[axis]!)
  const steps = axes.map((axis) => strides[axis]!)
  const result = new Float32Array(values.length)
  const place = new Int32Array(axes.length)
  let from = 0
  for (let to = 0; to < result.length; to++) {
    result[to] = values[from]!
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      from += steps[axis]!
      if (++place[axis]! < lengths[axis]!) break
      from -= steps[axis]! * lengths[axis]!
      place[axis] = 0
    }
  }
  return result
}

/** The reordering that undoes another. */
export const inverse = (axes: readonly number[]): readonly number[] =>
  axes.map((_, axis) => axes.indexOf(axis))
