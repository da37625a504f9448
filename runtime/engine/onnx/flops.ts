import { sizeOf } from "../shape.ts"
import type { Graph, Node } from "./graph.ts"
import type { Model } from "./model.ts"
import { flagOf } from "./recorder.ts"

const flopsOf = (graph: Graph, node: Node): number => {
  const input = (index: number) => graph.spec(node.inputs[index]!).shape
  const results = () => sizeOf(graph.spec(node.outputs[0]!).shape)
  switch (node.op) {
    case "MatMul":
    case "Gemm":
    case "FusedMatMul":
      return 2 * results() * input(0).at(flagOf(node, "transA") ? -2 : -1)!
    case "Conv":
      return 2 * results() * sizeOf(input(1).slice(1))
    case "ConvTranspose":
      return 2 * sizeOf(input(0)) * sizeOf(input(1).slice(1))
    default:
      return 0
  }
}

/** Floating-point operations of a step in matrix products and convolutions; an add and a multiply are two. */
export const flopsOfModel = ({ graph, nodes }: Model): number =>
  nodes.reduce((sum, node) => sum + flopsOf(graph, node), 0)
