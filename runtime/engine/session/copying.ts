import type { Model } from "../onnx/model.ts"
import type { TensorSpecs } from "../program.ts"
import { Graph } from "../onnx/graph.ts"

/** A model that passes every state entry on, to bring it to a device and back. */
export const copyingModel = (state: TensorSpecs): Model => {
  const graph = new Graph()
  const names = Object.keys(state)
  const inputs = new Map(names.map((name) => [name, `state/${name}`]))
  const outputs = new Map(
    Object.entries(state).map(([name, spec]) => {
      const { name: value } = graph.input(`state/${name}`, spec)
      return [name, graph.node("Identity", "", [value], [spec], {})[0]!.name]
    }),
  )
  return {
    graph,
    nodes: graph.nodes,
    state: inputs,
    inputs: new Map(),
    changed: new Map(),
    outputs,
  }
}
