import type { Model } from "../onnx/model.ts"
import type { Graph, Node } from "../onnx/graph.ts"
import { flagOf } from "../onnx/recorder.ts"
import { ordered } from "./state/precedence.ts"

const transposed = (graph: Graph, name: string): string => {
  const { shape, dtype } = graph.spec(name)
  const perm = shape.map((_, axis) => axis)
  perm.push(...perm.splice(-2).toReversed())
  const spec = { shape: perm.map((axis) => shape[axis]!), dtype }
  return graph.node("Transpose", "", [name], [spec], { perm: { ints: perm } })[0]!.name
}

const plain = (graph: Graph, node: Node): Node => {
  const [a = "", b = ""] = node.inputs
  const factors = [
    flagOf(node, "transA") ? transposed(graph, a) : a,
    flagOf(node, "transB") ? transposed(graph, b) : b,
  ]
  const alpha = node.attributes["alpha"]
  const scale = alpha !== undefined && "float" in alpha ? alpha.float : 1
  const product = { ...node, op: "MatMul", domain: "", attributes: {} } as const
  if (scale === 1) return { ...product, inputs: factors }
  const spec = graph.spec(node.outputs[0]!)
  const scalar = { shape: [], dtype: "float32" } as const
  const [unscaled] = graph.node("MatMul", "", factors, [spec], {})
  const factor = graph.constant(Float32Array.of(scale), scalar)
  return { ...product, op: "Mul", inputs: [unscaled!.name, factor.name] }
}

/** The same model with ONNX's own matrix products, for providers without FusedMatMul. */
export const withPlainProducts = (model: Model): Model => {
  const { graph, nodes } = model
  const replaced = nodes.map((node) => (node.op === "FusedMatMul" ? plain(graph, node) : node))
  return { ...model, nodes: ordered(graph, replaced) }
}
