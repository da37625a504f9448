import { Effect, type Scope } from "effect"
import type { Values } from "../arrays.ts"
import { onBackend } from "../backend.ts"
import { bodyError, runBody } from "../body.ts"
import type { EngineError } from "../error.ts"
import type { Arrays, Program, Tensors, TensorSpecs } from "../program.ts"
import { tf } from "../tf.ts"
import type { Session } from "./session.ts"

const tensorsOf = (specs: TensorSpecs, arrays: Arrays): Record<string, tf.Tensor> => {
  const tensors: Record<string, tf.Tensor> = {}
  for (const [name, { shape, dtype }] of Object.entries(specs)) {
    // A copy: the cpu backend keeps the array it is given.
    tensors[name] = tf.tensor(arrays[name]!.slice(), [...shape], dtype)
  }
  return tensors
}

const arraysOf = (tensors: Tensors): Arrays => {
  const arrays: Record<string, Values> = {}
  for (const [name, tensor] of Object.entries(tensors)) {
    // The cpu backend casts a bool to a number by keeping its bytes.
    if (tensor.dtype === "bool") arrays[name] = Uint8Array.from(tensor.dataSync())
    else if (tensor.dtype === "int32") arrays[name] = Int32Array.from(tensor.dataSync())
    else arrays[name] = Float32Array.from(tensor.dataSync())
  }
  return arrays
}

/** Runs the body op by op on a tfjs backend, which holds the state. */
export const eagerSession = (
  program: Program,
  backend: string,
): Effect.Effect<Session, never, Scope.Scope> =>
  Effect.gen(function* () {
    const state = yield* Effect.acquireRelease(
      Effect.sync((): Map<string, tf.Tensor> => new Map()),
      (held) => Effect.sync(() => onBackend(backend, () => tf.dispose([...held.values()]))),
    )
    const replace = (tensors: Tensors): void => {
      for (const [name, tensor] of Object.entries(tensors)) {
        state.get(name)?.dispose()
        state.set(name, tf.keep(tensor))
      }
    }
    const load = (arrays: Arrays): void =>
      onBackend(backend, () => replace(tensorsOf(program.state, arrays)))
    const run = (arrays: Arrays): Arrays =>
      onBackend(backend, () => {
        tf.engine().startScope(program.name)
        try {
          const inputs = tensorsOf(program.inputs, arrays)
          const result = runBody(program, Object.fromEntries(state), inputs)
          const outputs = arraysOf(result.outputs)
          // Cloned, as the body may return one tensor under two names or an input.
          const changed = Object.entries(result.state).map(([name, t]) => [name, tf.clone(t)])
          replace(Object.fromEntries(changed))
          return outputs
        } finally {
          tf.engine().endScope()
        }
      })
    return {
      load: (arrays) => Effect.sync(() => load(arrays)),
      run: (arrays): Effect.Effect<Arrays, EngineError> =>
        Effect.try({ try: () => run(arrays), catch: (thrown) => bodyError(program, thrown) }),
      save: () => Effect.sync(() => onBackend(backend, () => arraysOf(Object.fromEntries(state)))),
    }
  })
