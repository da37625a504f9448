import { sizeOf } from "../../shape.ts"
import type { Graph } from "../graph.ts"
import { channelsFirst, channelsLast, reshape, transpose } from "../layout.ts"
import { float32, record } from "../record.ts"
import { indices, type Value } from "../value.ts"
import { isPointwise, type Window, windowAttributes } from "./window.ts"

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

const strided = (graph: Graph, dy: Value, weight: Value, window: Window): Value => {
  const { kernel, strides, before, after, input, output } = window
  // Voxels at the end that no window has reached.
  const unseen = input.map((size, axis) => {
    const covered = (output[axis]! - 1) * strides[axis]! + kernel[axis]!
    return size + before[axis]! + after[axis]! - covered
  })
  const shape = float32(dy.shape[0]!, weight.shape[3]!, ...input)
  const inputs = [dy, transpose(graph, weight, [4, 3, 0, 1, 2])]
  const attributes = { ...windowAttributes(window), output_padding: { ints: unseen } }
  return record(graph, "ConvTranspose", inputs, shape, attributes)
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
