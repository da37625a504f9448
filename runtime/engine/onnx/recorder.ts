import type { Attributes, Graph, Node } from "./graph.ts"

/** Records float32 nodes of one result each into the graph of a model, and the integers that they read. */
export class Recorder {
  readonly #graph: Graph

  constructor(graph: Graph) {
    this.#graph = graph
  }

  /** A list of 64-bit integers, as ONNX wants shapes, axes and offsets. */
  integers(values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt)
    return this.#graph.constant(data, { shape: [values.length], dtype: "int64" }).name
  }

  node(
    op: string,
    inputs: readonly string[],
    shape: readonly number[],
    attributes: Attributes = {},
    domain: Node["domain"] = "",
  ): string {
    const spec = { shape, dtype: "float32" } as const
    return this.#graph.node(op, domain, inputs, [spec], attributes)[0]!.name
  }

  reshape(x: string, shape: readonly number[]): string {
    return this.node("Reshape", [x, this.integers(shape)], shape)
  }
}

/** A list of integers among a node's attributes; empty where it has none of that name. */
export const intsOf = ({ attributes }: Node, name: string): readonly number[] => {
  const value = attributes[name]
  return value !== undefined && "ints" in value ? value.ints : []
}

/** Whether a node has an attribute of that name that is 1. */
export const flagOf = ({ attributes }: Node, name: string): boolean => {
  const value = attributes[name]
  return value !== undefined && "int" in value && value.int === 1
}
