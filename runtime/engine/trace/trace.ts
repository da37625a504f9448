import * as tf from "@tensorflow/tfjs"
import { onBackend } from "../backend.ts"
import { bodyError, runBody } from "../body.ts"
import { tracingBackend } from "../fused.ts"
import type { Program, Tensors, TensorSpecs } from "../program.ts"
import { TraceBackend } from "./backend.ts"
import { Graph } from "./graph.ts"
import { registerKernels } from "./register.ts"
import { nameOf, result } from "./value.ts"

registerKernels()

/** A body's graph: names of graph inputs and results for the program's names. */
export interface Trace {
  readonly graph: Graph
  readonly state: ReadonlyMap<string, string>
  readonly inputs: ReadonlyMap<string, string>
  /** Results that replace state entries. */
  readonly changed: ReadonlyMap<string, string>
  readonly outputs: ReadonlyMap<string, string>
}

const declare = (backend: TraceBackend, kind: string, specs: TensorSpecs) => {
  const names = new Map<string, string>()
  const tensors: Record<string, tf.Tensor> = {}
  for (const [name, spec] of Object.entries(specs)) {
    const value = result(backend.graph.input(`${kind}/${name}`, spec))
    names.set(name, value.name)
    tensors[name] = tf.engine().makeTensorFromTensorInfo(backend.info(value), backend)
  }
  return { names, tensors }
}

const resultsOf = (backend: TraceBackend, tensors: Tensors): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      nameOf(backend.graph, backend.recorded(tensor)),
    ]),
  )

const run = (program: Program, backend: TraceBackend): Trace => {
  tf.engine().startScope(program.name)
  try {
    const state = declare(backend, "state", program.state)
    const inputs = declare(backend, "inputs", program.inputs)
    const returned = runBody(program, state.tensors, inputs.tensors)
    return {
      graph: backend.graph,
      state: state.names,
      inputs: inputs.names,
      changed: resultsOf(backend, returned.state),
      outputs: resultsOf(backend, returned.outputs),
    }
  } catch (thrown) {
    throw bodyError(program, thrown)
  } finally {
    tf.engine().endScope()
  }
}

/** Runs a program's body once, recording. Throws an EngineError for what cannot be recorded. */
export const trace = (program: Program): Trace => {
  const backend = new TraceBackend(program.name, new Graph())
  tf.registerBackend(tracingBackend, () => backend, 0)
  try {
    return onBackend(tracingBackend, () => run(program, backend))
  } finally {
    tf.removeBackend(tracingBackend)
  }
}
