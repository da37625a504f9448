import { numberAt } from "../../attributes.ts"
import { sizeOf } from "../../shape.ts"
import { binary, unary } from "../elementwise.ts"
import type { Graph } from "../graph.ts"
import { channelsFirst, channelsLast, reshape } from "../layout.ts"
import { float32, record, recordAll } from "../record.ts"
import { reduce } from "../reduce.ts"
import { repeat, uniform, type Value } from "../value.ts"
import type { Kernels } from "./kernel.ts"
import { positive } from "./unary.ts"

/** x [n, d, h, w, c] as one row for each sample and channel. */
const rowsOf = (graph: Graph, x: Value): Value => {
  const [n, d, h, w, c] = x.shape
  return reshape(graph, channelsFirst(graph, x), [n! * c!, d! * h! * w!])
}

const volumeOf = (graph: Graph, rows: Value, shape: readonly number[]): Value => {
  const [n, d, h, w, c] = shape
  return channelsLast(graph, reshape(graph, rows, [n!, c!, d!, h!, w!]))
}

/** Kernels of our own: operators that ONNX Runtime has fused. */
export const normalizingKernels: Kernels = {
  /** Layer norm over the last axis: y, mean, 1 / standard deviation. */
  LayerNorm: ({ graph, input, attributes }) => {
    const x = input("x")
    const statistic = float32(...x.shape.slice(0, -1), 1)
    const inputs = [x, input("gamma"), input("beta")]
    return recordAll(graph, "LayerNormalization", inputs, [x, statistic, statistic], {
      axis: { int: -1 },
      epsilon: { float: numberAt(attributes, "eps") },
    })
  },
  /** Instance norm, as a layer norm of rows: y and, for each row, 1 / standard deviation. */
  InstanceNorm: ({ graph, input, attributes }) => {
    const x = input("x")
    const rows = rowsOf(graph, x)
    const [count, length] = rows.shape
    const specs = [float32(count!, length!), float32(count!, 1), float32(count!, 1)]
    const ones = repeat(uniform(1, []), [length!])
    const [y, , inverse] = recordAll(graph, "LayerNormalization", [rows, ones], specs, {
      axis: { int: 1 },
      epsilon: { float: numberAt(attributes, "eps") },
    })
    return [volumeOf(graph, y!, x.shape), inverse!]
  },
  /** dx = (dy - mean(dy) - y mean(dy y)) / standard deviation. */
  InstanceNormGrad: ({ graph, input }) => {
    const shape = input("dy").shape
    const [dy, y] = [rowsOf(graph, input("dy")), rowsOf(graph, input("y"))]
    const [count, length] = dy.shape
    const mean = reduce(graph, "ReduceMean", dy, [1], true)
    // A batch of dot products; with alpha other than 1 ONNX Runtime leaves its fast path.
    const vectors = [dy, y].map((rows) => reshape(graph, rows, [count!, 1, length!]))
    const dot = record(
      graph,
      "FusedMatMul",
      vectors,
      float32(count!, 1, 1),
      { transB: { int: 1 } },
      "com.microsoft",
    )
    const dots = reshape(graph, dot, [count!, 1])
    const share = binary(graph, "Mul", dots, uniform(1 / sizeOf([length!]), []))
    const centred = binary(graph, "Sub", dy, mean)
    const rest = binary(graph, "Sub", centred, binary(graph, "Mul", y, share))
    return volumeOf(graph, binary(graph, "Mul", rest, input("inverse")), shape)
  },
  /** x times the normal distribution function. */
  Gelu: ({ graph, input }) => unary(graph, "Gelu", input("x"), {}, "float32", "com.microsoft"),
  /** As tfjs' LeakyRelu, with the gradient below. */
  FusedLeakyRelu: ({ graph, input, attributes }) =>
    unary(graph, "LeakyRelu", input("x"), { alpha: { float: numberAt(attributes, "alpha") } }),
  /** dy where y > 0, slope times dy elsewhere. */
  LeakyReluGrad: ({ graph, input, attributes }) => {
    const slope = numberAt(attributes, "alpha")
    const gain = binary(graph, "Mul", positive(graph, input("y")), uniform(1 - slope, []))
    return binary(graph, "Mul", binary(graph, "Add", gain, uniform(slope, [])), input("dy"))
  },
}
