import { sizeOf } from "../../shape.ts"
import type { Graph } from "../graph.ts"
import { channelsFirst, channelsLast, pad, reshape, slice, transpose } from "../layout.ts"
import { float32, record } from "../record.ts"
import { indices, type Value } from "../value.ts"
import { interleave } from "./interleave.ts"
import { isPointwise, type Window } from "../../kernels/window.ts"
import { windowAttributes } from "./windowAttributes.ts"

/** [kd, kh, kw, i, o] to [i, o, kd, kh, kw] with the three kernel axes reversed. */
const flipped = (graph: Graph, weight: Value): Value => {
  const [kd, kh, kw, ci, co] = weight.shape
  const taps = kd! * kh! * kw!
  const reversed = indices(Int32Array.from({ length: taps }, (_, tap) => taps - 1 - tap))
  const rows = reshape(graph, weight, [taps, ci!, co!])
  const turned = record(graph, "Gather", [rows, reversed], float32(taps, ci!, co!), {
    axis: { int: 0 },
  })
  return reshape(graph, transpose(graph, turned, [1, 2, 0]), [ci!, co!, kd!, kh!, kw!])
}

/** [kd, kh, kw, i, o] to [sw i sd sh, o, ...reach]: a kernel for each remainder of the stride. */
const kernelsByRemainder = (
  graph: Graph,
  weight: Value,
  strides: readonly number[],
  reach: readonly number[],
): Value => {
  const [kd, kh, kw, ci, co] = weight.shape
  const kernel = [kd!, kh!, kw!]
  const taps = kd! * kh! * kw!
  // Remainders that fewer taps reach than others take the row of zeros at the end.
  const rows = pad(graph, reshape(graph, weight, [taps, ci!, co!]), [0, 0, 0], [1, 0, 0])
  const table: number[] = []
  for (const remainder of boxed(strides))
    for (const place of boxed(reach)) {
      const tap = kernel.map((_, a) => remainder[a]! + strides[a]! * (reach[a]! - 1 - place[a]!))
      const inside = tap.every((at, axis) => at < kernel[axis]!)
      table.push(inside ? (tap[0]! * kh! + tap[1]!) * kw! + tap[2]! : taps)
    }
  const picked = record(
    graph,
    "Gather",
    [rows, indices(Int32Array.from(table))],
    float32(table.length, ci!, co!),
    { axis: { int: 0 } },
  )
  const [sd, sh, sw] = strides
  const parted = reshape(graph, picked, [sd! * sh!, sw!, sizeOf(reach), ci!, co!])
  const ordered = transpose(graph, parted, [1, 3, 0, 4, 2])
  return reshape(graph, ordered, [sw! * ci! * sd! * sh!, co!, ...reach])
}

/** Every (z, y, x) of a box, x fastest. */
const boxed = ([d, h, w]: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: d! * h! * w! }, (_, at) => [
    Math.floor(at / (h! * w!)),
    Math.floor(at / w!) % h!,
    at % w!,
  ])

/**
 * One convolution of dy gives the gradient at every remainder of the stride as channels, which are
 * then interleaved. ONNX Runtime's ConvTranspose takes several times longer.
 */
const strided = (graph: Graph, dy: Value, weight: Value, window: Window): Value => {
  const { kernel, strides, before, after, input, output } = window
  const [n, ci] = [dy.shape[0]!, weight.shape[3]!]
  const reach = kernel.map((size, axis) => Math.ceil(size / strides[axis]!))
  const coarse = input.map((size, axis) =>
    Math.ceil((size + before[axis]! + after[axis]!) / strides[axis]!),
  )
  const kernels = kernelsByRemainder(graph, weight, strides, reach)
  const full = {
    kernel: reach,
    strides: [1, 1, 1],
    before: reach.map((size) => size - 1),
    after: coarse.map((size, axis) => size - output[axis]!),
    input: output,
    output: coarse,
  }
  const channels = kernels.shape[0]!
  const spec = float32(n, channels, ...coarse)
  const all = record(graph, "Conv", [dy, kernels], spec, windowAttributes(full))
  const share = channels / strides[2]!
  const parts = Array.from({ length: strides[2]! }, (_, remainder) =>
    slice(graph, all, [0, remainder * share, 0, 0, 0], [n, share, ...coarse]),
  )
  return interleave(graph, parts, { strides, coarse, begin: before, size: input }, [n, ci])
}

const unstrided = (graph: Graph, dy: Value, weight: Value, window: Window): Value => {
  const { kernel, before, after, input } = window
  // Of a window larger than its padding allows, the gradient is again a padded convolution.
  const full = {
    ...window,
    before: before.map((size, axis) => kernel[axis]! - 1 - size),
    after: after.map((size, axis) => kernel[axis]! - 1 - size),
  }
  const shape = float32(dy.shape[0]!, weight.shape[3]!, ...input)
  return record(graph, "Conv", [dy, flipped(graph, weight)], shape, windowAttributes(full))
}

const pointwise = (graph: Graph, dy: Value, weight: Value, window: Window): Value => {
  const [n, co] = dy.shape
  const ci = weight.shape[3]!
  const voxels = sizeOf(window.input)
  const columns = reshape(graph, dy, [n!, co!, voxels])
  const matrix = reshape(graph, weight, [ci, co!])
  const product = record(graph, "MatMul", [matrix, columns], float32(n!, ci, voxels))
  return reshape(graph, product, [n!, ci, ...window.input])
}

/** Gradient of a convolution with respect to its input: dy [n, d', h', w', o]. */
export const inputGradient = (graph: Graph, dy: Value, weight: Value, window: Window): Value => {
  const first = channelsFirst(graph, dy)
  const { kernel, strides, before, after } = window
  const plain =
    strides.every((size) => size === 1) &&
    kernel.every((size, axis) => before[axis]! < size && after[axis]! < size)
  const way = isPointwise(window) ? pointwise : plain ? unstrided : strided
  return channelsLast(graph, way(graph, first, weight, window))
}
