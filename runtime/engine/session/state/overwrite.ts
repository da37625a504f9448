import type { Model } from "../../onnx/model.ts"
import { sameShape, sizeOf } from "../../shape.ts"
import { ordered, precedenceOf } from "./precedence.ts"
import { consumersOf, memoryReaders } from "./readers.ts"
import { awaited, gateOf } from "./waiting.ts"

/** A model and the state entries whose new value may be written where the old one is. */
export interface Overwriting {
  readonly model: Model
  readonly entries: ReadonlySet<string>
}

const elementwise = new Set(["Add", "Sub", "Mul", "Div"])

/** Entries of fewer values get a second buffer, which costs less than to wait. */
const large = 16_384

/** An entry that some nodes may read after its new value was written. */
interface Late {
  readonly entry: string
  readonly writer: number
  /** Of these nodes, none has to run before another. */
  readonly readers: readonly number[]
}

/**
 * ONNX Runtime does not know that an output lies in the memory of an input, and orders nodes by what
 * they read alone. So a new value may take the old one's place only if every node that may read the
 * old one has to run before the node that writes, or is that node and reads element by element.
 * Moments of an optimiser are like that as they are. A weight is not: its layer's input gradient
 * reads it too. There the update is made to wait: one number that it reads (a rate) is joined
 * with none of the values of that gradient, which changes no value and copies nothing. Both
 * together keep one copy of weights and moments; a second one of the weights of a ViT-B and a UNETR
 * is 0.4 GB.
 */
export const overwriting = (model: Model): Overwriting => {
  const { graph, nodes } = model
  const precedes = precedenceOf(nodes)
  const consumers = consumersOf(nodes)
  const producers = new Map(nodes.flatMap(({ outputs }, i) => outputs.map((name) => [name, i])))
  const results = [...model.changed.values()]
  const entries = new Set<string>()
  const late: Late[] = []
  for (const [entry, result] of model.changed) {
    const value = model.state.get(entry)
    const writer = producers.get(result)
    if (writer === undefined || results.indexOf(result) !== results.lastIndexOf(result)) continue
    if (value === undefined) {
      entries.add(entry)
      continue
    }
    const { op, domain, inputs } = nodes[writer]!
    const byElement =
      domain === "" &&
      elementwise.has(op) &&
      inputs.every(
        (name) => name !== value || sameShape(graph.spec(name).shape, graph.spec(result).shape),
      )
    const after = [...memoryReaders(nodes, consumers, value, writer)].filter(
      (reader) => !precedes(reader, writer) && !(reader === writer && byElement),
    )
    if (after.length === 0) entries.add(entry)
    else if (sizeOf(graph.spec(value).shape) >= large && !after.includes(writer)) {
      const readers = after.filter((reader) => !after.some((other) => precedes(reader, other)))
      late.push({ entry, writer, readers })
    }
  }

  const waitedFor = [...new Set(late.flatMap(({ readers }) => readers))]
  const gates = new Map<number, { readonly input: string; readonly results: Set<string> }>()
  for (const { entry, writer, readers } of late) {
    const results = readers.map((reader) => nodes[reader]!.outputs[0]!)
    if (results.some((name) => graph.spec(name).dtype !== "float32")) continue
    const gate = gateOf(graph, nodes, producers, precedes, writer, waitedFor)
    if (gate === undefined) continue
    const known = gates.get(gate.place)?.results ?? []
    gates.set(gate.place, { input: gate.input, results: new Set([...known, ...results]) })
    entries.add(entry)
  }
  const gated = nodes.map((node, place) => {
    const gate = gates.get(place)
    if (gate === undefined) return node
    const number = awaited(graph, gate.input, [...gate.results])
    return { ...node, inputs: node.inputs.map((name) => (name === gate.input ? number : name)) }
  })
  return { model: { ...model, nodes: ordered(graph, gated) }, entries }
}
