import { type Model, onlyNeeded } from "../../onnx/model.ts"
import { Recorder } from "../../onnx/recorder.ts"
import { sizeOf } from "../../shape.ts"
import type { Loop } from "./loops.ts"
import { isReordered, producersOf } from "./reordered.ts"

/** A model whose updates are left to loops that run after it. */
export interface Split {
  /** The model without these updates; what the loops read is among its outputs, under `read/` and its name. */
  readonly model: Model
  /** The loops, with what they read by the names of the new model. */
  readonly loops: readonly Loop[]
  /** Results that the loops read. */
  readonly read: readonly string[]
}

/** Takes updates out of a model. */
export const withoutUpdates = (model: Model, loops: readonly Loop[]): Split => {
  const { graph } = model
  const taken = new Set(
    loops.flatMap(({ entries, results }) => results.map(({ tensor }) => entries[tensor]!)),
  )
  const changed = new Map([...model.changed].filter(([entry]) => !taken.has(entry)))
  const producers = producersOf(model.nodes)
  const bound = new Set([...changed.values(), ...model.outputs.values()])
  const recorder = new Recorder(graph)
  /**
   * A result of its own for what is an input, a constant, or an output already. And for what is reordered:
   * were it an output itself, ONNX Runtime would no longer move the reordering behind what else is
   * computed of it, such as its norm, and sum in another order.
   */
  const own = (name: string): string =>
    producers.has(name) && !bound.has(name) && !isReordered(producers, name)
      ? name
      : recorder.reshape(name, [1, 1, sizeOf(graph.spec(name).shape), 1])
  const renamed = loops.map((loop) => ({
    ...loop,
    computed: loop.computed.map(own),
    scalarNames: loop.scalarNames.map(own),
  }))
  const read = [
    ...new Set(renamed.flatMap(({ computed, scalarNames }) => [...computed, ...scalarNames])),
  ]
  const added = read.flatMap((name) => {
    const node = producers.has(name) ? undefined : graph.producer(name)
    return node === undefined ? [] : [node]
  })
  const outputs = new Map([
    ...model.outputs,
    ...read.map((name) => [`read/${name}`, name] as const),
  ])
  const needed = onlyNeeded({ ...model, nodes: [...model.nodes, ...added], changed, outputs })
  const inputs = new Set(needed.nodes.flatMap((node) => node.inputs))
  const used = (names: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
    new Map([...names].filter(([, value]) => inputs.has(value)))
  return {
    model: { ...needed, state: used(model.state), inputs: used(model.inputs) },
    loops: renamed,
    read,
  }
}
