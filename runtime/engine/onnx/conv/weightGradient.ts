import { sizeOf } from "../../shape.ts"
import { binary, cast } from "../elementwise.ts"
import type { Graph } from "../graph.ts"
import { channelsOutermost, concat, pad, reshape, slice, transpose } from "../layout.ts"
import { float32, record } from "../record.ts"
import { indices, uniform, type Value } from "../value.ts"
import type { Window } from "../../kernels/window.ts"

/**
 * Largest gathered operand of one product. With half of it a weight's gradient at 96³ takes 6 % less, but
 * ONNX Runtime then opens a U-Net in 5 seconds instead of 3.
 */
const chunkBytes = 3.6e6

/** x [n, d, h, w, i] as [i, n d h + 1, w]: its lines, and one of zeros, which stands for all padding. */
const inputLines = (graph: Graph, x: Value): Value => {
  const first = channelsOutermost(graph, x)
  const [i, n, d, h, w] = first.shape
  const lines = reshape(graph, first, [i!, n! * d! * h!, w!])
  return pad(graph, lines, [0, 0, 0], [0, 1, 0])
}

/** dy [n, d, h, w, o] as [o, n d h, reach], its voxels as far apart as the stride. */
const outputLines = (graph: Graph, dy: Value, { strides }: Window): Value => {
  const first = channelsOutermost(graph, dy)
  const [o, n, d, h, w] = first.shape
  const lines = n! * d! * h!
  const stride = strides[2]!
  const loose = reshape(graph, first, [o!, lines, w!, 1])
  const zeros = uniform(0, [o!, lines, w!, stride - 1])
  // Joined, since ONNX Runtime pads an innermost axis of one element slowly.
  const spread = stride === 1 ? loose : concat(graph, [loose, zeros], 3)
  const rows = reshape(graph, spread, [o!, lines, w! * stride])
  return slice(graph, rows, [0, 0, 0], [o!, lines, (w! - 1) * stride + 1])
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

/** Lines of a volume [channels, lines, w], gathered once the sum so far is there: [channels, count, w]. */
const gathered = (graph: Graph, lines: Value, table: Int32Array, sum: Value | undefined): Value => {
  const [channels, , width] = lines.shape
  const spec = float32(channels!, table.length, width!)
  const inputs = [lines, after(graph, indices(table), sum)]
  return record(graph, "Gather", inputs, spec, { axis: { int: 1 } })
}

/** Lines of dy [o, lines, reach] once for each tap along w, moved by it along lines as long as x's: [kw o, lines w]. */
const shifted = (graph: Graph, lines: Value, { kernel, before, input }: Window): Value => {
  const [o, count, reach] = lines.shape
  const copies = Array.from({ length: kernel[2]! }, (_, tap) => {
    const start = tap - before[2]!
    const moved = pad(graph, lines, [0, 0, start], [0, 0, input[2]! - reach! - start])
    return reshape(graph, moved, [o!, count! * input[2]!])
  })
  return concat(graph, copies, 0)
}

/** For each tap along h, the lines of x that output lines see at one tap along d; `none` outside of x. */
const linesSeen = (
  { kernel, strides, before, input, output }: Window,
  outputLine: Int32Array,
  tap: number,
  none: number,
): Int32Array => {
  const table = Array.from({ length: kernel[1]! }, (_, y) =>
    Array.from(outputLine, (line) => {
      const plane = Math.floor(line / output[1]!)
      const sample = Math.floor(plane / output[0]!)
      const z = (plane % output[0]!) * strides[0]! + tap - before[0]!
      const row = (line % output[1]!) * strides[1]! + y - before[1]!
      const inside = z >= 0 && z < input[0]! && row >= 0 && row < input[1]!
      return inside ? (sample * input[0]! + z) * input[1]! + row : none
    }),
  )
  return Int32Array.from(table.flat())
}

/**
 * The output lines of each product, `most` of them: all at once, or else the same part of the height of
 * one plane after another, so that what is gathered of a plane of x serves all taps along d.
 */
const chunksOf = (planes: number, height: number, most: number): readonly Int32Array[] => {
  if (planes * height <= most) return [Int32Array.from({ length: planes * height }, (_, at) => at)]
  const starts = Array.from({ length: Math.ceil(height / most) }, (_, part) => part * most)
  return starts.flatMap((start) => {
    const length = Math.min(most, height - start)
    return Array.from({ length: planes }, (_, plane) =>
      Int32Array.from({ length }, (_line, at) => plane * height + start + at),
    )
  })
}

/**
 * Gradient of a convolution with respect to its weight, as a sum of matrix products for each tap along d:
 * lines of x gathered for the taps along h, times lines of dy shifted over w. Returns [kd, kh, kw, i, o].
 */
export const weightGradient = (graph: Graph, x: Value, dy: Value, window: Window): Value => {
  const [kd, kh, kw] = window.kernel
  const [ci, co] = [x.shape[4]!, dy.shape[4]!]
  const inputs = inputLines(graph, x)
  const outputs = outputLines(graph, dy, window)
  const none = inputs.shape[1]! - 1
  const [left, right] = [kh! * ci, kw! * co]
  // The smaller operand goes second, where the product packs it.
  const swapped = right > left
  const spec = swapped ? float32(right, left) : float32(left, right)
  const width = window.input[2]!
  const most = Math.max(1, Math.floor(chunkBytes / (Math.max(left, right) * width * 4)))
  const [planes, height] = [dy.shape[0]! * window.output[0]!, window.output[1]!]
  const sums: (Value | undefined)[] = Array.from({ length: kd! }, () => undefined)
  const known = new Map<string, Value>()
  chunksOf(planes, height, most).forEach((lines, index) => {
    // In turn, so that no sum falls behind.
    const sum = sums[index % kd!]
    const given = shifted(graph, gathered(graph, outputs, lines, sum), window)
    for (let tap = 0; tap < kd!; tap++) {
      const table = linesSeen(window, lines, tap, none)
      if (table.every((line) => line === none)) continue
      const key = table.join()
      const seen = known.get(key) ?? gathered(graph, inputs, table, sum)
      known.set(key, seen)
      const matrix = reshape(graph, seen, [left, lines.length * width])
      const operands = swapped ? [given, matrix] : [matrix, given]
      const before = sums[tap]
      const all = before === undefined ? operands : [...operands, before]
      sums[tap] = record(graph, "Gemm", all, spec, { transB: { int: 1 } })
    }
  })
  const shape = swapped ? [1, kw!, co, ci, kh!] : [1, ci, kh!, kw!, co]
  const whole = concat(
    graph,
    sums.map((sum) => reshape(graph, sum ?? uniform(0, spec.shape), shape)),
    0,
  )
  return transpose(graph, whole, swapped ? [0, 4, 1, 3, 2] : [0, 2, 3, 1, 4])
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
