import * as tf from "@tensorflow/tfjs"
import { onBackend } from "../backend.ts"
import { bodyError, runBody } from "../body.ts"
import { tracingBackend } from "../fused.ts"
import type { Program, Tensors, TensorSpecs } from "../program.ts"
import { Recording } from "./recording.ts"
import { registerKernels } from "./register.ts"
import type { Target, Traced } from "./target.ts"

registerKernels()

/** What a target has recorded for a program's names. */
export interface Traces<V> {
  readonly state: ReadonlyMap<string, V>
  readonly inputs: ReadonlyMap<string, V>
  /** What replaces state entries. */
  readonly changed: ReadonlyMap<string, V>
  readonly outputs: ReadonlyMap<string, V>
}

/** Runs a program's body once, recording. Throws an EngineError for what cannot be recorded. */
export const traced = <V extends Traced>(program: Program, target: Target<V>): Traces<V> => {
  const backend = new Recording(program.name, target)
  const declare = (kind: string, specs: TensorSpecs) => {
    const values = new Map<string, V>()
    const tensors: Record<string, tf.Tensor> = {}
    for (const [name, spec] of Object.entries(specs)) {
      const value = target.input(`${kind}/${name}`, spec)
      values.set(name, value)
      tensors[name] = tf.engine().makeTensorFromTensorInfo(backend.info(value), backend)
    }
    return { values, tensors }
  }
  const recorded = (tensors: Tensors): ReadonlyMap<string, V> =>
    new Map(Object.entries(tensors).map(([name, tensor]) => [name, backend.recorded(tensor)]))

  tf.registerBackend(tracingBackend, () => backend, 0)
  try {
    return onBackend(tracingBackend, () => {
      tf.engine().startScope(program.name)
      try {
        const state = declare("state", program.state)
        const inputs = declare("inputs", program.inputs)
        const returned = runBody(program, state.tensors, inputs.tensors)
        return {
          state: state.values,
          inputs: inputs.values,
          changed: recorded(returned.state),
          outputs: recorded(returned.outputs),
        }
      } catch (thrown) {
        throw bodyError(program, thrown)
      } finally {
        tf.engine().endScope()
      }
    })
  } finally {
    tf.removeBackend(tracingBackend)
  }
}
