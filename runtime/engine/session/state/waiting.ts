import { sizeOf } from "../../shape.ts"
import type { Graph, Node } from "../../onnx/graph.ts"
import type { Precedes } from "./precedence.ts"

/** A node, by its place, and a single number that it reads. */
export interface Gate {
  readonly place: number
  readonly input: string
}

/**
 * The nearest node above `writer`, itself included, that reads a single float and has to run before
 * none of `others`: what it waits for, `writer` waits for.
 */
export const gateOf = (
  graph: Graph,
  nodes: readonly Node[],
  producers: ReadonlyMap<string, number>,
  precedes: Precedes,
  writer: number,
  others: readonly number[],
): Gate | undefined => {
  const queue = [writer]
  for (const place of queue) {
    if (others.some((other) => other === place || precedes(place, other))) continue
    const { inputs } = nodes[place]!
    const input = inputs.find((name) => {
      const { shape, dtype } = graph.spec(name)
      return dtype === "float32" && sizeOf(shape) === 1
    })
    if (input !== undefined) return { place, input }
    for (const name of inputs) {
      const producer = producers.get(name)
      if (producer !== undefined && !queue.includes(producer)) queue.push(producer)
    }
  }
  return undefined
}

const integers = (graph: Graph, ...values: readonly number[]): string =>
  graph.constant(BigInt64Array.from(values, BigInt), { shape: [values.length], dtype: "int64" })
    .name

const reshaped = (graph: Graph, name: string, shape: readonly number[]): string => {
  const { dtype } = graph.spec(name)
  const inputs = [name, integers(graph, ...shape)]
  return graph.node("Reshape", "", inputs, [{ shape, dtype }], {})[0]!.name
}

/** None of a result's values: known only once the result is. */
const nothingOf = (graph: Graph, name: string): string => {
  const flat = reshaped(graph, name, [sizeOf(graph.spec(name).shape)])
  const inputs = [flat, integers(graph, 0), integers(graph, 0)]
  return graph.node("Slice", "", inputs, [{ shape: [0], dtype: "float32" }], {})[0]!.name
}

/** The same number under a new name, known only once all `results` are. Its nodes are recorded. */
export const awaited = (graph: Graph, input: string, results: readonly string[]): string => {
  const parts = [reshaped(graph, input, [1]), ...results.map((name) => nothingOf(graph, name))]
  const spec = { shape: [1], dtype: "float32" } as const
  const [joined] = graph.node("Concat", "", parts, [spec], { axis: { int: 0 } })
  return reshaped(graph, joined!.name, graph.spec(input).shape)
}
