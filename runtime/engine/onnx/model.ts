import type { Graph, Node } from "./graph.ts"
import type { Trace } from "./trace.ts"

/** What of a trace has to be computed. Names are those of the graph. */
export interface Model {
  readonly graph: Graph
  /** The nodes that outputs depend on, each after those that it reads. */
  readonly nodes: readonly Node[]
  /** Program inputs and state entries that the nodes read, with their names in the graph. */
  readonly state: ReadonlyMap<string, string>
  readonly inputs: ReadonlyMap<string, string>
  /** State entries that change and outputs, with the names of the nodes' results. */
  readonly changed: ReadonlyMap<string, string>
  readonly outputs: ReadonlyMap<string, string>
}

const needed = (nodes: readonly Node[], outputs: Iterable<string>): readonly Node[] => {
  const wanted = new Set(outputs)
  return nodes
    .toReversed()
    .flatMap((node) => {
      const { op, inputs, outputs: results } = node
      if (!results.some((name) => wanted.has(name))) return []
      for (const name of inputs) wanted.add(name)
      // ONNX Runtime's pooling takes 16 times longer where it tells positions too.
      if (op !== "MaxPool") return [node]
      return [{ ...node, outputs: results.filter((name, at) => at === 0 || wanted.has(name)) }]
    })
    .toReversed()
}

// ONNX has no output that is an input or a constant: those are copied.
const computed = (graph: Graph, names: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    [...names].map(([name, value]) => {
      if (graph.producer(value) !== undefined) return [name, value]
      const [copy] = graph.node("Identity", "", [value], [graph.spec(value)], {})
      return [name, copy!.name]
    }),
  )

/** Drops what no output needs. */
export const modelOf = ({ graph, state, inputs, changed, outputs }: Trace): Model => {
  const results = { changed: computed(graph, changed), outputs: computed(graph, outputs) }
  const nodes = needed(graph.nodes, [...results.changed.values(), ...results.outputs.values()])
  const read = new Set(nodes.flatMap((node) => node.inputs))
  const used = (names: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
    new Map([...names].filter(([, value]) => read.has(value)))
  return { graph, nodes, state: used(state), inputs: used(inputs), ...results }
}

/** The same model without nodes whose results nothing needs any more. */
export const onlyNeeded = (model: Model): Model => ({
  ...model,
  nodes: needed(model.nodes, [...model.changed.values(), ...model.outputs.values()]),
})
