import type { Attributes, Graph, Node, Spec } from "./graph.ts"
import { nameOf, result, type Result, type Value } from "./value.ts"

/** Records an operator with one output of the spec given. */
export const record = (
  graph: Graph,
  op: string,
  inputs: readonly Value[],
  spec: Spec,
  attributes: Attributes = {},
  domain: Node["domain"] = "",
): Result => recordAll(graph, op, inputs, [spec], attributes, domain)[0]!

/** Records an operator with several outputs. */
export const recordAll = (
  graph: Graph,
  op: string,
  inputs: readonly Value[],
  specs: readonly Spec[],
  attributes: Attributes = {},
  domain: Node["domain"] = "",
): readonly Result[] => {
  const names = inputs.map((input) => nameOf(graph, input))
  return graph.node(op, domain, names, specs, attributes).map(result)
}

/** Spec of float32 results. */
export const float32 = (...shape: readonly number[]): Spec => ({ shape, dtype: "float32" })

/** A result recorded before, found by name. */
export const resultNamed = (graph: Graph, name: string): Result =>
  result({ name, ...graph.spec(name) })
