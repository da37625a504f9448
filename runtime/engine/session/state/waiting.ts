import { Recorder } from "../../onnx/recorder.ts"
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

/** The same number under a new name, known only once all `results` are. Its nodes are recorded. */
export const awaited = (graph: Graph, input: string, results: readonly string[]): string => {
  const record = new Recorder(graph)
  // None of a result's values: known only once the result is.
  const nothing = results.map((name) => {
    const flat = record.reshape(name, [sizeOf(graph.spec(name).shape)])
    return record.node("Slice", [flat, record.integers([0]), record.integers([0])], [0])
  })
  const parts = [record.reshape(input, [1]), ...nothing]
  const joined = record.node("Concat", parts, [1], { axis: { int: 0 } })
  return record.reshape(joined, graph.spec(input).shape)
}
