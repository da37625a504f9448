import type { Node } from "../../onnx/graph.ts"

/** The node that computes each result. */
export const producersOf = (nodes: readonly Node[]): ReadonlyMap<string, Node> =>
  new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node])))

/** Whether a value is the result of a transpose, reshaped or not. */
export const isReordered = (producers: ReadonlyMap<string, Node>, name: string): boolean => {
  const node = producers.get(name)
  if (node?.op === "Reshape") return isReordered(producers, node.inputs[0]!)
  return node?.op === "Transpose"
}
