import { sameShape, type Shape, sizeOf } from "../shape.ts"
import type { Graph } from "./graph.ts"
import { record, recordAll, resultNamed } from "./record.ts"
import { integers, repeat, type Result, uniform, type Value } from "./value.ts"

const beforeReshape = (graph: Graph, value: Result): Result => {
  const producer = graph.producer(value.name)
  return producer?.op === "Reshape" ? resultNamed(graph, producer.inputs[0]!) : value
}

/** The value with another shape of the same size; a chain of reshapes is recorded as one. */
export const reshape = (graph: Graph, value: Value, shape: Shape): Value => {
  if (sameShape(value.shape, shape)) return value
  if (value.kind === "uniform") return uniform(value.value, shape, value.dtype)
  if (value.kind === "dense") return { ...value, shape }
  if (value.kind === "repeated" && sizeOf(value.of.shape) === 1)
    return repeat(reshape(graph, value.of, []), shape)
  const base = value.kind === "result" ? beforeReshape(graph, value) : value
  if (sameShape(base.shape, shape)) return base
  return record(graph, "Reshape", [base, integers(shape)], { shape, dtype: value.dtype })
}

/** The value with leading axes of size 1 up to a rank. */
export const withRank = (graph: Graph, value: Value, rank: number): Value =>
  reshape(graph, value, [...Array<number>(rank - value.shape.length).fill(1), ...value.shape])

/** What a transpose has reordered, and how; undefined for anything else. */
export const beforeTranspose = (graph: Graph, value: Value) => {
  const producer = value.kind === "result" ? graph.producer(value.name) : undefined
  const perm = producer?.attributes["perm"]
  if (producer?.op !== "Transpose" || perm === undefined || !("ints" in perm)) return undefined
  return { base: resultNamed(graph, producer.inputs[0]!), perm: perm.ints }
}

const compose = (graph: Graph, value: Value, perm: readonly number[]) => {
  const source = beforeTranspose(graph, value)
  if (source === undefined) return { base: value, perm }
  return { base: source.base, perm: perm.map((axis) => source.perm[axis]!) }
}

/** The value with its axes in another order; two transposes are recorded as one or none. */
export const transpose = (graph: Graph, value: Value, perm: readonly number[]): Value => {
  const shape = perm.map((axis) => value.shape[axis]!)
  if (value.kind === "uniform") return { ...value, shape }
  if (value.kind === "repeated") {
    const small = withRank(graph, value.of, perm.length)
    return repeat(transpose(graph, small, perm), shape)
  }
  const { base, perm: order } = compose(graph, value, perm)
  // Axes of size 1 may move without moving data.
  const moving = order.filter((axis) => base.shape[axis] !== 1)
  if (moving.every((axis, index) => index === 0 || moving[index - 1]! < axis))
    return reshape(graph, base, shape)
  return record(
    graph,
    "Transpose",
    [base],
    { shape, dtype: value.dtype },
    { perm: { ints: order } },
  )
}

/** [n, d, h, w, c] to [n, c, d, h, w], the order of ONNX's convolutions. */
export const channelsFirst = (graph: Graph, value: Value): Value =>
  transpose(graph, value, [0, 4, 1, 2, 3])

/** [n, d, h, w, c] to [c, n, d, h, w]. */
export const channelsOutermost = (graph: Graph, value: Value): Value => {
  const [n, d, h, w, c] = value.shape
  // For one sample the same transpose serves the convolution and its gradient.
  if (n === 1) return reshape(graph, channelsFirst(graph, value), [c!, 1, d!, h!, w!])
  return transpose(graph, value, [4, 0, 1, 2, 3])
}

const toLast = [0, 2, 3, 4, 1]

/** [n, c, d, h, w] to [n, d, h, w, c], the order of tfjs. */
export const channelsLast = (graph: Graph, value: Value): Value => transpose(graph, value, toLast)

/** Whether a value that broadcasts to [n, d, h, w, c] can be put in channels-first order in its place. */
const movesFreely = ({ shape }: Value): boolean =>
  shape.length <= 5 && (shape.at(-1) === 1 || sizeOf(shape.slice(-4, -1)) === 1)

/**
 * What broadcasts to [n, d, h, w, c] as what broadcasts to [n, c, d, h, w], where some of it was
 * reordered from there and no other data have to move: then work on each element can be done before
 * the reordering, which what reads its result undoes. Undefined elsewhere.
 */
export const allChannelsFirst = (
  graph: Graph,
  values: readonly Value[],
): readonly Value[] | undefined => {
  const reordered = values.map((value) => {
    const source = beforeTranspose(graph, value)
    return source !== undefined && sameShape(source.perm, toLast)
  })
  if (!reordered.includes(true)) return undefined
  if (!values.every((value, index) => reordered[index]! || movesFreely(value))) return undefined
  return values.map((value) =>
    value.shape.length === 0 ? value : channelsFirst(graph, withRank(graph, value, 5)),
  )
}

/** The axis of [n, c, d, h, w] that an axis of [n, d, h, w, c] is. */
const channelsFirstAxis = (axis: number): number => toLast[axis]!

/** Sizes along [n, d, h, w, c] in the order of [n, c, d, h, w]. */
const channelsFirstSizes = ([n, d, h, w, c]: readonly number[]): readonly number[] => [
  n!,
  c!,
  d!,
  h!,
  w!,
]

/** A box of the value. */
export const slice = (
  graph: Graph,
  value: Value,
  begin: readonly number[],
  size: readonly number[],
): Value => {
  if (sameShape(value.shape, size)) return value
  if (value.kind === "uniform") return { ...value, shape: size }
  const [first] = allChannelsFirst(graph, [value]) ?? []
  if (first !== undefined)
    return channelsLast(
      graph,
      slice(graph, first, channelsFirstSizes(begin), channelsFirstSizes(size)),
    )
  const axes = size.flatMap((length, axis) => (length === value.shape[axis] ? [] : [axis]))
  const starts = integers(axes.map((axis) => begin[axis]!))
  const ends = integers(axes.map((axis) => begin[axis]! + size[axis]!))
  const spec = { shape: size, dtype: value.dtype }
  return record(graph, "Slice", [value, starts, ends, integers(axes)], spec)
}

/** Values one after another along an axis. */
export const concat = (graph: Graph, values: readonly Value[], axis: number): Value => {
  const [one] = values
  if (one === undefined) throw new Error("nothing to concatenate")
  if (values.length === 1) return one
  const first = allChannelsFirst(graph, values)
  if (first !== undefined) return channelsLast(graph, concat(graph, first, channelsFirstAxis(axis)))
  const length = values.reduce((sum, { shape }) => sum + shape[axis]!, 0)
  const shape = one.shape.map((size, index) => (index === axis ? length : size))
  return record(graph, "Concat", values, { shape, dtype: one.dtype }, { axis: { int: axis } })
}

/** Parts of these lengths along an axis. */
export const split = (
  graph: Graph,
  value: Value,
  lengths: readonly number[],
  axis: number,
): readonly Value[] => {
  const [first] = allChannelsFirst(graph, [value]) ?? []
  if (first !== undefined)
    return split(graph, first, lengths, channelsFirstAxis(axis)).map((part) =>
      channelsLast(graph, part),
    )
  const specs = lengths.map((length) => ({
    shape: value.shape.with(axis, length),
    dtype: value.dtype,
  }))
  return recordAll(graph, "Split", [value, integers(lengths)], specs, { axis: { int: axis } })
}

/** The value with zeros around it. */
export const pad = (
  graph: Graph,
  value: Value,
  before: readonly number[],
  after: readonly number[],
): Value => {
  if ([...before, ...after].every((size) => size === 0)) return value
  const [first] = allChannelsFirst(graph, [value]) ?? []
  if (first !== undefined)
    return channelsLast(
      graph,
      pad(graph, first, channelsFirstSizes(before), channelsFirstSizes(after)),
    )
  const shape = value.shape.map((size, axis) => size + before[axis]! + after[axis]!)
  const spec = { shape, dtype: value.dtype }
  return record(graph, "Pad", [value, integers([...before, ...after])], spec)
}
