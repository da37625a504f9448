import type { Node } from "../../onnx/graph.ts"

// What these compute is new memory that no optimisation takes for the memory of their inputs.
const computing = new Set([
  "MatMul",
  "FusedMatMul",
  "Gemm",
  "Conv",
  "ConvTranspose",
  "ReduceSum",
  "ReduceMean",
  "ReduceMax",
  "Softmax",
  "LayerNormalization",
  "Exp",
  "Log",
  "Sqrt",
  "Erf",
  "Sigmoid",
  "Tanh",
])

/** For each value, the places of the nodes that read it. */
export const consumersOf = (nodes: readonly Node[]): ReadonlyMap<string, readonly number[]> => {
  const consumers = new Map<string, number[]>()
  nodes.forEach(({ inputs }, place) => {
    for (const name of new Set(inputs)) {
      const known = consumers.get(name)
      if (known === undefined) consumers.set(name, [place])
      else known.push(place)
    }
  })
  return consumers
}

/**
 * The nodes that may read a value's memory, up to the node `writer`. ONNX Runtime lets a reshaped
 * value share memory, and folds a node that moves, scales or passes on its input into the one that
 * reads it: so whatever reads a result of a node that is not known to compute counts too.
 */
export const memoryReaders = (
  nodes: readonly Node[],
  consumers: ReadonlyMap<string, readonly number[]>,
  value: string,
  writer: number,
): ReadonlySet<number> => {
  const found = new Set<number>()
  const visit = (name: string): void => {
    for (const place of consumers.get(name) ?? []) {
      if (found.has(place)) continue
      found.add(place)
      const { op, outputs } = nodes[place]!
      if (place !== writer && !computing.has(op)) outputs.forEach(visit)
    }
  }
  visit(value)
  return found
}
