import { sizeOf } from "../../shape.ts"
import { binary, cast } from "../elementwise.ts"
import type { Graph } from "../graph.ts"
import { channelsOutermost, concat, pad, reshape, slice, transpose } from "../layout.ts"
import { float32, record } from "../record.ts"
import { indices, uniform, type Value } from "../value.ts"
import type { Window } from "../../kernels/window.ts"

/**
 * Largest gathered operand of one product: the caches hold it, and a step at 96³ has no more nodes than
 * ONNX Runtime opens in a second.
 */
const chunkBytes = 10e6

/** x [n, d, h, w, i] as [i, n d h, w], padded. */
const inputRows = (graph: Graph, x: Value, { before, after }: Window): Value => {
  const first = channelsOutermost(graph, x)
  const padded = pad(graph, first, [0, 0, ...before], [0, 0, ...after])
  const [i, n, d, h, w] = padded.shape
  return reshape(graph, padded, [i!, n! * d! * h!, w!])
}

/**
 * dy [n, d, h, w, o] as [o, n d h + 1, width]: rows as wide as those of x, zeros first. A copy
 * that begins `tap` earlier is dy moved `tap` voxels along its rows.
 */
const outputRows = (graph: Graph, dy: Value, { strides }: Window, width: number): Value => {
  const first = channelsOutermost(graph, dy)
  const [o, n, d, h, w] = first.shape
  const lines = n! * d! * h!
  const stride = strides[2]!
  const loose = reshape(graph, first, [o!, lines, w!, 1])
  const zeros = uniform(0, [o!, lines, w!, stride - 1])
  // Joined, since ONNX Runtime pads an innermost axis of one element slowly.
  const spread = stride === 1 ? loose : concat(graph, [loose, zeros], 3)
  const rows = reshape(graph, spread, [o!, lines, w! * stride])
  const reach = (w! - 1) * stride + 1
  const tight = slice(graph, rows, [0, 0, 0], [o!, lines, reach])
  return pad(graph, tight, [0, 0, width - reach], [0, 1, 0])
}

/**
 * Indices, made to wait for the sum so far (it adds zero). Without it ONNX Runtime gathers the operands
 * of all products before the first one, and holds them all.
 */
const after = (graph: Graph, table: Value, sum: Value | undefined): Value => {
  if (sum === undefined) return table
  const corner = reshape(graph, slice(graph, sum, [0, 0], [1, 1]), [1])
  const never = binary(graph, "Greater", corner, uniform(Infinity, []), "bool")
  return binary(graph, "Add", table, cast(graph, never, "int32"))
}

/** Rows `start` to `end` of dy, once for each tap along w, moved by it: [kw o, (end - start) width]. */
const shifted = (
  graph: Graph,
  rows: Value,
  { kernel, strides, output }: Window,
  [start, end]: readonly [number, number],
  sum: Value | undefined,
): Value => {
  const [o, lines, width] = rows.shape
  // The line after the last begins with the zeros that the copies end in.
  const count = end - start + 1
  const table = indices(Int32Array.from({ length: count }, (_, line) => start + line))
  const wanted =
    count === lines
      ? rows
      : record(graph, "Gather", [rows, after(graph, table, sum)], float32(o!, count, width!), {
          axis: { int: 1 },
        })
  const flat = reshape(graph, wanted, [o!, count * width!])
  const zeros = width! - ((output[2]! - 1) * strides[2]! + 1)
  const size = (end - start) * width!
  const copies = Array.from({ length: kernel[2]! }, (_, tap) =>
    slice(graph, flat, [0, zeros - tap], [o!, size]),
  )
  return concat(graph, copies, 0)
}

/** For each (kd, kh), the rows of x that the output rows from `start` to `end` see. */
const rowTable = (window: Window, start: number, end: number): Int32Array => {
  const [kd, kh] = window.kernel
  const [sd, sh] = window.strides
  const [outDepth, outHeight] = window.output
  const [depth, height] = window.input.map(
    (s, axis) => s + window.before[axis]! + window.after[axis]!,
  )
  const table = new Int32Array(kd! * kh! * (end - start))
  let at = 0
  for (let z = 0; z < kd!; z++)
    for (let y = 0; y < kh!; y++)
      for (let row = start; row < end; row++) {
        const line = row % outHeight!
        const plane = Math.floor(row / outHeight!) % outDepth!
        const sample = Math.floor(row / (outHeight! * outDepth!))
        table[at++] = (sample * depth! + plane * sd! + z) * height! + line * sh! + y
      }
  return table
}

/**
 * Gradient of a convolution with respect to its weight, as matrix products: x shifted over
 * (kd, kh) by gathering rows, times dy shifted over kw. Returns [kd, kh, kw, i, o].
 */
export const weightGradient = (graph: Graph, x: Value, dy: Value, window: Window): Value => {
  const [kd, kh, kw] = window.kernel
  const [ci, co] = [x.shape[4]!, dy.shape[4]!]
  const taps = kd! * kh!
  const rows = inputRows(graph, x, window)
  const width = rows.shape[2]!
  const outputs = outputRows(graph, dy, window, width)
  const lines = outputs.shape[1]! - 1
  const chunks = Math.max(1, Math.ceil((taps * ci * lines * width * 4) / chunkBytes))
  const step = Math.ceil(lines / chunks)
  const [left, right] = [taps * ci, kw! * co]
  // The smaller operand goes second, where the product packs it.
  const swapped = right > left
  const [m, n] = swapped ? [right, left] : [left, right]
  let sum: Value | undefined
  for (let start = 0; start < lines; start += step) {
    const end = Math.min(lines, start + step)
    const size = (end - start) * width
    const table = after(graph, indices(rowTable(window, start, end)), sum)
    const gathered = record(
      graph,
      "Gather",
      [rows, table],
      float32(ci, taps * (end - start), width),
      {
        axis: { int: 1 },
      },
    )
    const seen = reshape(graph, gathered, [left, size])
    const given = shifted(graph, outputs, window, [start, end], sum)
    const operands = swapped ? [given, seen] : [seen, given]
    const inputs = sum === undefined ? operands : [...operands, sum]
    sum = record(graph, "Gemm", inputs, float32(m, n), { transB: { int: 1 } })
  }
  if (sum === undefined) throw new Error("a convolution without output")
  const ordered = swapped
    ? transpose(graph, reshape(graph, sum, [kw!, co, ci, taps]), [3, 0, 2, 1])
    : transpose(graph, reshape(graph, sum, [ci, taps, kw!, co]), [1, 2, 0, 3])
  return reshape(graph, ordered, [kd!, kh!, kw!, ci, co])
}

/** As weightGradient for a window of one voxel: one product. */
export const pointwiseWeightGradient = (graph: Graph, x: Value, dy: Value): Value => {
  const [ci, co] = [x.shape[4]!, dy.shape[4]!]
  const voxels = sizeOf(x.shape) / ci
  const left = reshape(graph, channelsOutermost(graph, x), [ci, voxels])
  const right = reshape(graph, channelsOutermost(graph, dy), [co, voxels])
  const operands = co > ci ? [right, left] : [left, right]
  const [m, n] = co > ci ? [co, ci] : [ci, co]
  const product = record(graph, "Gemm", operands, float32(m, n), { transB: { int: 1 } })
  const matrix = co > ci ? transpose(graph, product, [1, 0]) : product
  return reshape(graph, matrix, [1, 1, 1, ci, co])
}
