import type { Model } from "../../onnx/model.ts"
import { sizeOf } from "../../shape.ts"
import { isOperation, type Operation } from "./expression.ts"
import { isReordered, producersOf } from "./reordered.ts"

/** What stands for the elements of one value of a graph. */
export type Operand =
  /** A state entry, read where it lies. */
  | { readonly kind: "entry"; readonly entry: string }
  | { readonly kind: "constant"; readonly value: number }
  /** A single number that the graph computes or is given. */
  | { readonly kind: "scalar"; readonly name: string }
  /** As many values, which the graph computes or is given: a gradient. */
  | { readonly kind: "computed"; readonly name: string }
  | Computation

/** An operation on operands. */
export interface Computation {
  readonly kind: "operation"
  readonly op: Operation
  readonly of: readonly Operand[]
  /** Names of the computed values read: one at the most. */
  readonly reads: ReadonlySet<string>
}

const readsOf = (operand: Operand): Iterable<string> => {
  if (operand.kind === "computed") return [operand.name]
  return operand.kind === "operation" ? operand.reads : []
}

/**
 * The operand that a value is for a loop over as many elements as it has: as much of what computes it as
 * is element by element, and reads no more than one value of the graph, so that no more than that value
 * has to be held (sums of gradients of micro-batches stay in the graph). `usable` are the state entries
 * that may be read when the graph has run, by their names in the graph.
 */
export const operands = (
  { graph, nodes }: Model,
  usable: ReadonlyMap<string, string>,
): ((name: string) => Operand) => {
  const producers = producersOf(nodes)
  const known = new Map<string, Operand>()
  const sizeOfValue = (name: string): number => sizeOf(graph.spec(name).shape)

  const operationOf = (name: string, size: number): Operand | undefined => {
    const node = producers.get(name)
    if (node === undefined || node.domain !== "") return undefined
    const [source] = node.inputs
    if (node.op === "Reshape" && source !== undefined && !isReordered(producers, source))
      return found(source, size)
    if (!isOperation(node.op)) return undefined
    if (node.inputs.some((input) => ![1, size].includes(sizeOfValue(input)))) return undefined
    const of = node.inputs.map((input) => found(input, size))
    const reads = new Set(of.flatMap((operand) => [...readsOf(operand)]))
    return reads.size > 1 ? undefined : { kind: "operation", op: node.op, of, reads }
  }
  const newlyFound = (name: string, size: number): Operand => {
    const data = graph.constants.get(name)
    if (data instanceof Float32Array && data.length === 1)
      return { kind: "constant", value: data[0]! }
    const entry = usable.get(name)
    if (entry !== undefined && sizeOfValue(name) === size) return { kind: "entry", entry }
    if (sizeOfValue(name) !== size) return { kind: "scalar", name }
    return operationOf(name, size) ?? { kind: size === 1 ? "scalar" : "computed", name }
  }
  const found = (name: string, size: number): Operand => {
    const key = `${size} ${name}`
    const operand = known.get(key) ?? newlyFound(name, size)
    known.set(key, operand)
    return operand
  }
  return (name) => found(name, sizeOfValue(name))
}
