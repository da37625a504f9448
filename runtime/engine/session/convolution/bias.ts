import type { Model } from "../../onnx/model.ts"
import { Recorder } from "../../onnx/recorder.ts"
import { sizeOf } from "../../shape.ts"
import type { Graph, Node } from "../../onnx/graph.ts"
import { ordered } from "../state/precedence.ts"
import { consumersOf } from "../state/readers.ts"

/** What a node adds to a result [n, c, ...] if that is one number for each c. */
const addedBias = (graph: Graph, { op, inputs }: Node, convolved: string): string | undefined => {
  if (op !== "Add") return undefined
  const { shape } = graph.spec(convolved)
  return inputs.find((name) => {
    const other = graph.spec(name).shape
    const isBias =
      other.length === shape.length && other[1] === shape[1] && sizeOf(other) === shape[1]
    return isBias && name !== convolved
  })
}

/** The same model with biases as inputs of convolutions: a pass over each result less. */
export const withBiases = (model: Model): Model => {
  const { graph, nodes, changed, outputs } = model
  const record = new Recorder(graph)
  const consumers = consumersOf(nodes)
  const results = new Set([...changed.values(), ...outputs.values()])
  const done = new Set<Node>()
  const biased = new Map<Node, Node>()
  for (const node of nodes) {
    const [convolved = ""] = node.outputs
    const [reader = -1, ...others] = consumers.get(convolved) ?? []
    const adding = nodes[reader]
    if (node.op !== "Conv" || node.inputs.length !== 2 || adding === undefined) continue
    if (others.length > 0 || results.has(convolved) || biased.has(adding)) continue
    const bias = addedBias(graph, adding, convolved)
    if (bias === undefined) continue
    const channels = graph.spec(convolved).shape[1]!
    const flat = record.reshape(bias, [channels])
    done.add(node)
    biased.set(adding, { ...node, inputs: [...node.inputs, flat], outputs: adding.outputs })
  }
  const kept = nodes.filter((node) => !done.has(node)).map((node) => biased.get(node) ?? node)
  return { ...model, nodes: ordered(graph, kept) }
}
