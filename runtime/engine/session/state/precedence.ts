import type { Graph, Node } from "../../onnx/graph.ts"

/** Answers whether one node has to run before another, both by their places in the list. */
export type Precedes = (earlier: number, later: number) => boolean

/** Which nodes have to run before which, for nodes listed after those that they read. */
export const precedenceOf = (nodes: readonly Node[]): Precedes => {
  const words = Math.ceil(nodes.length / 32)
  const before = new Uint32Array(words * nodes.length)
  const producers = new Map<string, number>()
  nodes.forEach(({ inputs, outputs }, node) => {
    for (const name of inputs) {
      const producer = producers.get(name)
      if (producer === undefined) continue
      for (let word = 0; word < words; word++)
        before[node * words + word]! |= before[producer * words + word]!
      before[node * words + (producer >>> 5)]! |= 1 << (producer & 31)
    }
    for (const name of outputs) producers.set(name, node)
  })
  return (earlier, later) =>
    ((before[later * words + (earlier >>> 5)]! >>> (earlier & 31)) & 1) === 1
}

/** Nodes and whatever else of the graph they need, each after those that it reads. */
export const ordered = (graph: Graph, nodes: readonly Node[]): readonly Node[] => {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node])))
  const done = new Set<Node>()
  const visit = (node: Node): void => {
    if (done.has(node)) return
    for (const name of node.inputs) {
      const producer = producers.get(name) ?? graph.producer(name)
      if (producer !== undefined) visit(producer)
    }
    done.add(node)
  }
  for (const node of nodes) visit(node)
  return [...done]
}
