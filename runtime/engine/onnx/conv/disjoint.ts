import { sizeOf } from "../../shape.ts"
import { binary } from "../elementwise.ts"
import type { Graph } from "../graph.ts"
import { channelsFirst, channelsLast, concat, reshape, slice, transpose } from "../layout.ts"
import { matmul } from "../matmul.ts"
import { reduce } from "../reduce.ts"
import type { Value } from "../value.ts"
import { interleave, separate } from "./interleave.ts"

/** x [n, d, h, w, c] as [n, c, d h w]. */
const columnsOf = (graph: Graph, x: Value): Value => {
  const [n, d, h, w, c] = x.shape
  return reshape(graph, channelsFirst(graph, x), [n!, c!, d! * h! * w!])
}

/** weight [kd, kh, kw, o, i] as a matrix [o kd kh, i] for each kw. */
const matricesOf = (graph: Graph, weight: Value): readonly Value[] => {
  const [kd, kh, kw, co, ci] = weight.shape
  const ordered = transpose(graph, weight, [2, 3, 0, 1, 4])
  const rows = reshape(graph, ordered, [kw!, co! * kd! * kh!, ci!])
  return Array.from({ length: kw! }, (_, tap) =>
    reshape(graph, slice(graph, rows, [tap, 0, 0], [1, co! * kd! * kh!, ci!]), [
      co! * kd! * kh!,
      ci!,
    ]),
  )
}

/** dy [n, d, h, w, o] as [n, o kd kh, voxels of x] for each kw. */
const separated = (graph: Graph, dy: Value, kernel: readonly number[]): readonly Value[] =>
  separate(graph, channelsFirst(graph, dy), kernel).map((part) =>
    reshape(graph, part, [...part.shape.slice(0, 2), sizeOf(part.shape.slice(2))]),
  )

/** Transposed convolution whose kernel is its stride: a product for each kw, then rows in order. */
export const disjointTransposed = (graph: Graph, x: Value, weight: Value): Value => {
  const [n, ...coarse] = x.shape.slice(0, 4)
  const strides = weight.shape.slice(0, 3)
  const columns = columnsOf(graph, x)
  const parts = matricesOf(graph, weight).map((matrix) => matmul(graph, matrix, columns))
  const size = coarse.map((length, axis) => length * strides[axis]!)
  const grids = { strides, coarse, begin: [0, 0, 0], size }
  return channelsLast(graph, interleave(graph, parts, grids, [n!, weight.shape[3]!]))
}

/** Its gradient with respect to x: dy [n, kd d, kh h, kw w, o]. */
export const disjointInputGradient = (graph: Graph, dy: Value, weight: Value): Value => {
  const kernel = weight.shape.slice(0, 3)
  const ci = weight.shape[4]!
  const given = separated(graph, dy, kernel)
  const products = matricesOf(graph, weight).map((matrix, tap) =>
    matmul(graph, matrix, given[tap]!, { transposeA: true }),
  )
  const sum = products.reduce((a, b) => binary(graph, "Add", a, b))
  const size = dy.shape.slice(1, 4).map((length, axis) => length / kernel[axis]!)
  return channelsLast(graph, reshape(graph, sum, [dy.shape[0]!, ci, ...size]))
}

/** Its gradient with respect to the weight: [kd, kh, kw, o, i]. */
export const disjointWeightGradient = (
  graph: Graph,
  x: Value,
  dy: Value,
  kernel: readonly number[],
): Value => {
  const [kd, kh, kw] = kernel
  const [ci, co] = [x.shape[4]!, dy.shape[4]!]
  const columns = columnsOf(graph, x)
  const n = x.shape[0]!
  const matrices = separated(graph, dy, kernel).map((part) => {
    const product = matmul(graph, part, columns, { transposeB: true })
    const sum = n === 1 ? product : reduce(graph, "ReduceSum", product, [0], false)
    return reshape(graph, sum, [1, co, kd!, kh!, ci])
  })
  const joined = concat(graph, matrices, 0)
  return transpose(graph, reshape(graph, joined, [kw!, co, kd!, kh!, ci]), [2, 3, 0, 1, 4])
}
