import { sizeOf } from "../../shape.ts"
import { poolingWindow, type Window } from "../../kernels/window.ts"
import { windowAttributes } from "../conv/windowAttributes.ts"
import type { Graph } from "../graph.ts"
import { channelsFirst, channelsLast, reshape } from "../layout.ts"
import { float32, record, recordAll } from "../record.ts"
import { uniform, type Value } from "../value.ts"
import type { Kernels } from "./kernel.ts"

/** Maxima and their positions in the flattened [n, c, d, h, w]. */
const pooled = (graph: Graph, x: Value, window: Window): readonly Value[] => {
  const shape = [x.shape[0]!, x.shape[4]!, ...window.output]
  const specs = [float32(...shape), { shape, dtype: "int64" as const }]
  return recordAll(graph, "MaxPool", [channelsFirst(graph, x)], specs, windowAttributes(window))
}

/** Three-dimensional pooling. */
export const poolingKernels: Kernels<"pooling"> = {
  MaxPool3D: (call) => {
    const x = call.input("x")
    const [maxima] = pooled(call.graph, x, poolingWindow(call.attributes, x))
    return channelsLast(call.graph, maxima!)
  },
  MaxPool3DGrad: (call) => {
    const { graph } = call
    const [x, dy] = [call.input("input"), call.input("dy")]
    const [, positions] = pooled(graph, x, poolingWindow(call.attributes, x))
    const length = sizeOf(x.shape)
    const at = reshape(graph, positions!, [sizeOf(dy.shape)])
    const updates = reshape(graph, channelsFirst(graph, dy), [sizeOf(dy.shape)])
    const inputs = [uniform(0, [length]), at, updates]
    const attributes = { axis: { int: 0 }, reduction: { text: "add" } }
    const flat = record(graph, "ScatterElements", inputs, float32(length), attributes)
    const [n, d, h, w, c] = x.shape
    return channelsLast(graph, reshape(graph, flat, [n!, c!, d!, h!, w!]))
  },
}
