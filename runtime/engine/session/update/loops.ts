import type { Model } from "../../onnx/model.ts"
import { sizeOf } from "../../shape.ts"
import type { Expression, Term } from "./expression.ts"
import { mostStateBytes } from "./memories.ts"
import { type Computation, type Operand, operands } from "./operand.ts"

/** A loop over state entries of one size. Its tensors are the entries, then the computed values. */
export interface Loop extends Expression {
  readonly size: number
  readonly entries: readonly string[]
  /** Names in the graph. */
  readonly computed: readonly string[]
  readonly scalarNames: readonly string[]
}

type Root = readonly [entry: string, Computation]

const changedEntries = (model: Model): readonly string[] =>
  [...model.changed.keys()].filter((entry) => {
    const result = model.changed.get(entry)
    return result !== undefined && model.graph.spec(result).dtype === "float32"
  })

/** New values that are element by element, and read no state that the graph itself may have replaced. */
const rootsOf = (model: Model, entries: readonly string[]): readonly Root[] => {
  const taken = new Set(entries)
  const usable = new Map(
    [...model.state]
      .filter(([entry, value]) => {
        const { dtype } = model.graph.spec(value)
        return dtype === "float32" && (taken.has(entry) || !model.changed.has(entry))
      })
      .map(([entry, value]) => [value, entry]),
  )
  const operandOf = operands(model, usable)
  const roots = entries.flatMap((entry): Root[] => {
    const operand = operandOf(model.changed.get(entry)!)
    return operand.kind === "operation" ? [[entry, operand]] : []
  })
  return roots.length === entries.length
    ? roots
    : rootsOf(
        model,
        roots.map(([entry]) => entry),
      )
}

const leavesOf = (computation: Computation): readonly Operand[] => {
  const found = new Set<Operand>()
  const visit = (operand: Operand): void => {
    if (found.has(operand)) return
    found.add(operand)
    if (operand.kind === "operation") operand.of.forEach(visit)
  }
  visit(computation)
  return [...found].filter(({ kind }) => kind !== "operation")
}

/** What ties new values together: the tensors that they read, and the entry that they replace. */
const tensorsOf = ([entry, computation]: Root): readonly string[] => [
  `entry ${entry}`,
  ...leavesOf(computation).flatMap((leaf) => {
    if (leaf.kind === "entry") return [`entry ${leaf.entry}`]
    return leaf.kind === "computed" ? [`computed ${leaf.name}`] : []
  }),
]

/** New values in groups that share no tensor. */
const groupsOf = (roots: readonly Root[]): readonly (readonly Root[])[] => {
  const groups = new Map<string, Root[]>()
  for (const root of roots) {
    const names = tensorsOf(root)
    const joined = [...new Set(names.flatMap((name) => groups.get(name) ?? [])), root]
    for (const name of joined.flatMap(tensorsOf)) groups.set(name, joined)
  }
  return [...new Set(groups.values())]
}

const loopOf = (model: Model, group: readonly Root[]): Loop => {
  const all = group.flatMap(([, computation]) => leavesOf(computation))
  const named = (kind: "computed" | "scalar"): readonly string[] => [
    ...new Set(all.flatMap((leaf) => (leaf.kind === kind ? [leaf.name] : []))),
  ]
  const read = all.flatMap((leaf) => (leaf.kind === "entry" ? [leaf.entry] : []))
  const entries = [...new Set([...group.map(([entry]) => entry), ...read])]
  const [computed, scalarNames] = [named("computed"), named("scalar")]
  const terms: Term[] = []
  const places = new Map<string | Computation, number>()
  const place = (key: string | Computation, term: () => Term): number => {
    const known = places.get(key)
    if (known !== undefined) return known
    const made = term()
    places.set(key, terms.length)
    return terms.push(made) - 1
  }
  const termOf = (operand: Operand): number => {
    switch (operand.kind) {
      case "operation":
        return place(operand, () => ({ op: operand.op, of: operand.of.map(termOf) }))
      case "constant":
        return place(`constant ${1 / operand.value}`, () => ({ constant: operand.value }))
      case "scalar":
        return place(`scalar ${operand.name}`, () => ({
          scalar: scalarNames.indexOf(operand.name),
        }))
      case "computed":
        return place(`computed ${operand.name}`, () => ({
          tensor: entries.length + computed.indexOf(operand.name),
        }))
      case "entry":
        return place(`entry ${operand.entry}`, () => ({ tensor: entries.indexOf(operand.entry) }))
    }
  }
  const results = group.map(([entry, computation]) => ({
    tensor: entries.indexOf(entry),
    term: termOf(computation),
  }))
  return {
    size: sizeOf(model.graph.spec(model.changed.get(group[0]![0])!).shape),
    entries,
    computed,
    scalarNames,
    tensors: entries.length + computed.length,
    scalars: scalarNames.length,
    terms,
    results,
  }
}

/** More tensors than that are no optimiser's; WebAssembly takes 1000 arguments. */
const mostTensors = 64

/** The loops that a model's updates are, each small enough for one memory. */
export const loopsOf = (model: Model): readonly Loop[] =>
  groupsOf(rootsOf(model, changedEntries(model)))
    .map((group) => loopOf(model, group))
    .filter(
      ({ size, entries, tensors }) =>
        tensors <= mostTensors && 4 * size * entries.length <= mostStateBytes,
    )
