import { sizeOf } from "../../shape.ts"
import type { Graph } from "../graph.ts"
import { channelsFirst, channelsLast, reshape, transpose } from "../layout.ts"
import { float32, record } from "../record.ts"
import type { Value } from "../value.ts"
import { isPointwise, type Window } from "../../kernels/window.ts"
import { windowAttributes } from "./windowAttributes.ts"

/** Convolution: x [n, d, h, w, i], weight [kd, kh, kw, i, o]. */
export const convolution = (graph: Graph, x: Value, weight: Value, window: Window): Value => {
  const [n, ci] = [x.shape[0]!, x.shape[4]!]
  const co = weight.shape[4]!
  const shape = float32(n, co, ...window.output)
  const first = channelsFirst(graph, x)
  if (!isPointwise(window)) {
    const kernel = transpose(graph, weight, [4, 3, 0, 1, 2])
    return channelsLast(
      graph,
      record(graph, "Conv", [first, kernel], shape, windowAttributes(window)),
    )
  }
  const voxels = sizeOf(window.input)
  const product = record(
    graph,
    "FusedMatMul",
    [reshape(graph, weight, [ci, co]), reshape(graph, first, [n, ci, voxels])],
    float32(n, co, voxels),
    { transA: { int: 1 } },
    "com.microsoft",
  )
  return channelsLast(graph, reshape(graph, product, shape.shape))
}
