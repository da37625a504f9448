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

/** A number for each channel, [c], as one for each channel of [n, c, d, h, w]. */
const eachChannel = (graph: Graph, channels: Value): Value =>
  reshape(graph, channels, [1, channels.shape[0]!, 1, 1, 1])

/**
 * x [n, c, d, h, w] with mean 0 and deviation 1 in each channel of each sample, and 1 / standard
 * deviation [n, c, 1, 1, 1]: a layer norm over the last three axes.
 */
const normalised = (graph: Graph, x: Value, eps: number) => {
  const [n, c, ...space] = x.shape
  const statistic = float32(n!, c!, 1, 1, 1)
  const ones = repeat(uniform(1, []), space)
  const [y, , inverse] = recordAll(
    graph,
    "LayerNormalization",
    [x, ones],
    [x, statistic, statistic],
    { axis: { int: 2 }, epsilon: { float: eps } },
  )
  return { y: y!, inverse: inverse! }
}

/** For each channel of each sample: the sum of dy and that of dy y, [n, c, 1, 1, 1] both. */
const sumsOf = (graph: Graph, dy: Value, y: Value) => {
  const [n, c, ...space] = dy.shape
  // A batch of dot products; with alpha other than 1 ONNX Runtime leaves its fast path.
  const vectors = [dy, y].map((x) => reshape(graph, x, [n! * c!, 1, sizeOf(space)]))
  const spec = float32(n! * c!, 1, 1)
  const transposed = { transB: { int: 1 } }
  const dots = record(graph, "FusedMatMul", vectors, spec, transposed, "com.microsoft")
  return {
    sum: reduce(graph, "ReduceSum", dy, [2, 3, 4], true),
    dot: reshape(graph, dots, [n!, c!, 1, 1, 1]),
  }
}

/** Gradient with respect to what was normalised: (dy - mean(dy) - y mean(dy y)) scale. */
const inputGradient = (graph: Graph, dy: Value, y: Value, scale: Value): Value => {
  const { sum, dot } = sumsOf(graph, dy, y)
  const [mean, share] = [sum, dot].map((value) =>
    binary(graph, "Mul", value, uniform(1 / sizeOf(dy.shape.slice(2)), [])),
  )
  const centred = binary(graph, "Sub", dy, mean!)
  const rest = binary(graph, "Sub", centred, binary(graph, "Mul", y, share!))
  return binary(graph, "Mul", rest, scale)
}

/** Kernels of our own: operators that ONNX Runtime has fused. */
export const normalizingKernels: Kernels<"normalizing"> = {
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
  /** Instance norm: y and 1 / standard deviation. */
  InstanceNorm: ({ graph, input, attributes }) => {
    const x = channelsFirst(graph, input("x"))
    const { y, inverse } = normalised(graph, x, numberAt(attributes, "eps"))
    return [channelsLast(graph, y), inverse]
  },
  InstanceNormGrad: ({ graph, input }) => {
    const [dy, y] = [channelsFirst(graph, input("dy")), channelsFirst(graph, input("y"))]
    return channelsLast(graph, inputGradient(graph, dy, y, input("inverse")))
  },
  /** Instance norm with gamma and beta. */
  AffineInstanceNorm: ({ graph, input, attributes }) => {
    const [gamma, beta] = [eachChannel(graph, input("gamma")), eachChannel(graph, input("beta"))]
    const x = channelsFirst(graph, input("x"))
    const { y } = normalised(graph, x, numberAt(attributes, "eps"))
    const scaled = binary(graph, "Add", binary(graph, "Mul", y, gamma), beta)
    return channelsLast(graph, scaled)
  },
  /**
   * Its gradients with respect to x, gamma and beta: the sums over channels serve all three. What was
   * normalised is found again in the graph, which records equal nodes once.
   */
  AffineInstanceNormGrad: ({ graph, input, attributes }) => {
    const x = channelsFirst(graph, input("x"))
    const { y, inverse } = normalised(graph, x, numberAt(attributes, "eps"))
    const dy = channelsFirst(graph, input("dy"))
    const scale = binary(graph, "Mul", inverse, eachChannel(graph, input("gamma")))
    const { sum, dot } = sumsOf(graph, dy, y)
    const dx = channelsLast(graph, inputGradient(graph, dy, y, scale))
    return [dx, ...[dot, sum].map((each) => reduce(graph, "ReduceSum", each, [0, 2, 3, 4], false))]
  },
  /** x times the normal distribution function. */
  Gelu: ({ graph, input }) => unary(graph, "Gelu", input("x"), {}, "float32", "com.microsoft"),
  /** As tfjs' LeakyRelu, with the gradient below. */
  FusedLeakyRelu: ({ graph, input, attributes }) =>
    unary(graph, "LeakyRelu", input("x"), { alpha: { float: numberAt(attributes, "alpha") } }),
  /** dy where y > 0, slope (0 to 1) times dy elsewhere. */
  LeakyReluGrad: ({ graph, input, attributes }) => {
    const slope = uniform(numberAt(attributes, "alpha"), [])
    return binary(
      graph,
      "Mul",
      binary(graph, "Max", positive(graph, input("y")), slope),
      input("dy"),
    )
  },
}
