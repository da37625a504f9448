import type { Node } from "../onnx/graph.ts"
import type { Model } from "../onnx/model.ts"
import { flagOf, Recorder } from "../onnx/recorder.ts"
import { ordered } from "./state/precedence.ts"

/** Columns of a product from which on its left factor is transposed first. */
const wide = 512

/**
 * The same model with the left factors of wide products, such as those of weights' gradients, transposed
 * once: ONNX Runtime would transpose them anew for every 128 columns of the product. The same bits.
 */
export const withStraightFactors = (model: Model): Model => {
  const { graph, nodes } = model
  const record = new Recorder(graph)
  // A transposition of two axes alone is one that ONNX Runtime takes back into the product.
  const transposed = (factor: string): string => {
    const [rows = 1, columns = 1] = graph.spec(factor).shape
    const single = record.reshape(factor, [1, rows, columns])
    const perm = { ints: [0, 2, 1] }
    const turned = record.node("Transpose", [single], [1, columns, rows], { perm })
    return record.reshape(turned, [columns, rows])
  }
  const straight = (node: Node): Node => {
    if (node.op !== "Gemm" || !flagOf(node, "transA")) return node
    const [left = "", ...others] = node.inputs
    const [, columns = 1] = graph.spec(node.outputs[0]!).shape
    if (columns < wide) return node
    const attributes = { ...node.attributes, transA: { int: 0 } }
    return { ...node, inputs: [transposed(left), ...others], attributes }
  }
  return { ...model, nodes: ordered(graph, nodes.map(straight)) }
}
