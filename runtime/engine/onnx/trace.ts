import type { Program } from "../program.ts"
import { traced } from "../trace/trace.ts"
import { Graph } from "./graph.ts"
import { kernels } from "./kernels/index.ts"
import { dense, nameOf, result, uniform, type Value } from "./value.ts"

/** A body's graph: names of graph inputs and results for the program's names. */
export interface Trace {
  readonly graph: Graph
  readonly state: ReadonlyMap<string, string>
  readonly inputs: ReadonlyMap<string, string>
  /** Results that replace state entries. */
  readonly changed: ReadonlyMap<string, string>
  readonly outputs: ReadonlyMap<string, string>
}

/** A program's body as an ONNX graph. Throws an EngineError for what cannot be recorded. */
export const trace = (program: Program): Trace => {
  const graph = new Graph()
  const { state, inputs, changed, outputs } = traced<Value>(program, {
    input: (name, spec) => result(graph.input(name, spec)),
    constant: (values, { shape, dtype }) =>
      typeof values === "number" ? uniform(values, shape, dtype) : dense(values, shape, dtype),
    kernel: (name, call) => kernels[name]({ ...call, graph }),
  })
  const names = (values: ReadonlyMap<string, Value>): ReadonlyMap<string, string> =>
    new Map([...values].map(([name, value]) => [name, nameOf(graph, value)]))
  return {
    graph,
    state: names(state),
    inputs: names(inputs),
    changed: names(changed),
    outputs: names(outputs),
  }
}
