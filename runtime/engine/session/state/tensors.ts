import type { Values } from "../../arrays.ts"
import type { Model } from "../../onnx/model.ts"
import type { Arrays, Program, TensorSpec } from "../../program.ts"
import { type HostTensor, tensorOf } from "../native/binding.ts"
import { fixed } from "../native/memory.ts"

/** What one run reads and writes, by the names of the graph. */
export interface Bound {
  readonly inputs: ReadonlyMap<string, HostTensor>
  readonly outputs: ReadonlyMap<string, HostTensor>
}

interface Entry {
  /** One buffer, or two that take turns. */
  readonly buffers: readonly Values[]
  readonly spec: TensorSpec
}

/** The memory of a program's state, inputs and outputs: all of it, for the life of a session. */
export class ProgramMemory {
  /** What each kind of turn binds; with two of them, they alternate. */
  readonly turns: readonly Bound[]
  readonly #model: Model
  readonly #inputs: ReadonlyMap<string, HostTensor>
  readonly #state: ReadonlyMap<string, Entry>
  readonly #results: ReadonlyMap<string, (turn: number) => Values>
  /** Entries that get the same result as another one, which alone is bound: theirs is copied. */
  readonly #copied: readonly (readonly [entry: string, result: string])[]
  #turn = 0

  /**
   * `overwritten` names the state entries whose new value is written over the old one, `placed` those
   * that lie in memory there is already.
   */
  constructor(
    program: Program,
    model: Model,
    overwritten: ReadonlySet<string>,
    placed: ReadonlyMap<string, Values> = new Map(),
  ) {
    this.#model = model
    this.#inputs = new Map(
      Object.entries(program.inputs).map(([name, spec]) => [name, tensorOf(spec)]),
    )
    const bound = new Map([...model.changed].toReversed().map(([entry, result]) => [result, entry]))
    this.#copied = [...model.changed].filter(([entry, result]) => bound.get(result) !== entry)
    this.#state = new Map(
      Object.entries(program.state).map(([name, spec]) => {
        const result = model.changed.get(name)
        const twice = result !== undefined && bound.get(result) === name && !overwritten.has(name)
        const first = placed.get(name) ?? fixed(spec)
        return [name, { spec, buffers: twice ? [first, fixed(spec)] : [first] }]
      }),
    )
    const results = new Map<string, (turn: number) => HostTensor>()
    for (const [result, entry] of bound) {
      const { buffers, spec } = this.#entry(entry)
      results.set(result, (turn) => ({ ...spec, values: buffers[(turn + 1) % buffers.length]! }))
    }
    for (const result of model.outputs.values()) {
      if (results.has(result)) continue
      const { shape, dtype } = model.graph.spec(result)
      if (dtype === "int64") throw new Error("64-bit integers stay inside the graph")
      const tensor = tensorOf({ shape, dtype })
      results.set(result, () => tensor)
    }
    this.#results = new Map([...results].map(([name, at]) => [name, (turn) => at(turn).values]))
    const two = [...this.#state.values()].some(({ buffers }) => buffers.length === 2)
    this.turns = (two ? [0, 1] : [0]).map((turn) => ({
      inputs: new Map([
        ...[...model.state].map(([name, value]) => {
          const { buffers, spec } = this.#entry(name)
          return [value, { ...spec, values: buffers[turn % buffers.length]! }] as const
        }),
        ...[...model.inputs].map(([name, value]) => [value, this.#inputs.get(name)!] as const),
      ]),
      outputs: new Map([...results].map(([name, at]) => [name, at(turn)])),
    }))
  }

  #entry(name: string): Entry {
    const entry = this.#state.get(name)
    if (entry === undefined) throw new Error(`there is no state entry ${name}`)
    return entry
  }

  #current(name: string): Values {
    const { buffers } = this.#entry(name)
    return buffers[this.#turn % buffers.length]!
  }

  /** Which of `turns` the next run is. */
  get turn(): number {
    return this.#turn
  }

  load(state: Arrays): void {
    for (const name of this.#state.keys()) this.#current(name).set(state[name]!)
  }

  /** A copy of the state. */
  save(): Arrays {
    return Object.fromEntries(
      [...this.#state.keys()].map((name) => [name, this.#current(name).slice()]),
    )
  }

  put(inputs: Arrays): void {
    for (const [name, { values }] of this.#inputs) values.set(inputs[name]!)
  }

  /** After a run: copies of its outputs; its new state becomes the state. */
  take(): Arrays {
    const valuesOf = (result: string): Values => this.#results.get(result)!(this.#turn)
    for (const [entry, result] of this.#copied) this.#entry(entry).buffers[0]!.set(valuesOf(result))
    const outputs = [...this.#model.outputs].map(([name, result]) => [
      name,
      valuesOf(result).slice(),
    ])
    this.#turn = (this.#turn + 1) % this.turns.length
    return Object.fromEntries(outputs)
  }
}
