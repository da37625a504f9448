import { Effect, type Scope } from "effect"
import { type EngineError, engineError } from "../error.ts"
import { encode } from "../onnx/encode.ts"
import type { Model } from "../onnx/model.ts"
import type { Arrays, Program, TensorSpec } from "../program.ts"
import { copyingModel } from "./copying.ts"
import { attempting } from "./attempt.ts"
import { messageOf } from "./failure.ts"
import { nodesOnCpu } from "./native/assignment.ts"
import { type HostTensor, tensorOf } from "./native/binding.ts"
import type { Pointer } from "./native/functions.ts"
import type { OnnxRuntime } from "./native/library.ts"
import { openSession } from "./native/ortSession.ts"
import { type DeviceSession, runOnDevice } from "./native/runOnDevice.ts"
import { created } from "./native/status.ts"
import { type Accelerator, lackingFault } from "./provider.ts"
import type { Session } from "./session.ts"
import { fault } from "../../../dsl/fault.ts"

/** Nodes that the provider lacks, found by letting them fall back to the CPU. */
const lacking = (
  runtime: OnnxRuntime,
  bytes: Uint8Array,
  { provider }: Accelerator,
): readonly string[] => {
  const config = { "session.record_ep_graph_assignment_info": "1" }
  const session = openSession(runtime, bytes, { threads: 1, config, provider })
  try {
    return nodesOnCpu(runtime, session)
  } finally {
    runtime.functions.releaseSession(session)
  }
}

/** Opens a session all of whose nodes run on a device. */
const openOnDevice = (
  runtime: OnnxRuntime,
  program: Program,
  model: Model,
  accelerator: Accelerator,
): Effect.Effect<DeviceSession, EngineError, Scope.Scope> => {
  const { functions } = runtime
  const { provider, config, memory, hint } = accelerator
  const bytes = encode(model)
  const refused = (cause: unknown): EngineError => {
    const what = `ONNX Runtime cannot use ${provider.name}: ${messageOf(cause).trim()}`
    const unusable = engineError(program.name, "backend", fault({ what, where: {}, hint }))
    try {
      const nodes = lacking(runtime, bytes, accelerator)
      return nodes.length === 0
        ? unusable
        : engineError(program.name, "unsupported", lackingFault(provider.name, nodes))
    } catch {
      return unusable
    }
  }
  return Effect.acquireRelease(
    Effect.try({
      try: () => {
        const session = openSession(runtime, bytes, { threads: 1, config, provider })
        return {
          session,
          runOptions: created(functions, (out) => functions.createRunOptions(out)),
          deviceMemory: created(functions, (out) =>
            functions.createMemoryInfo(memory.name, 0, memory.device, 0, out),
          ),
        }
      },
      catch: refused,
    }),
    ({ session, runOptions, deviceMemory }) =>
      Effect.sync(() => {
        functions.releaseMemoryInfo(deviceMemory)
        functions.releaseRunOptions(runOptions)
        functions.releaseSession(session)
      }),
  )
}

/** Runs a model on an accelerator through ONNX Runtime's C API; the state stays on the device. */
export const acceleratedSession = (
  runtime: OnnxRuntime,
  program: Program,
  model: Model,
  accelerator: Accelerator,
): Effect.Effect<Session, EngineError, Scope.Scope> =>
  Effect.gen(function* () {
    const { functions } = runtime
    const main = yield* openOnDevice(runtime, program, model, accelerator)
    const copying = copyingModel(program.state)
    const copier =
      copying.nodes.length === 0
        ? undefined
        : yield* openOnDevice(runtime, program, copying, accelerator)
    let state: ReadonlyMap<string, Pointer> = new Map()
    const replace = (next: ReadonlyMap<string, Pointer>): void => {
      const kept = new Set(next.values())
      for (const value of new Set(state.values()))
        if (!kept.has(value)) functions.releaseValue(value)
      state = next
    }
    yield* Effect.addFinalizer(() => Effect.sync(() => replace(new Map())))

    const tensorsOf = (specs: Readonly<Record<string, TensorSpec>>, arrays: Arrays) =>
      Object.entries(specs).map(([name, spec]) => {
        const tensor = tensorOf(spec)
        tensor.values.set(arrays[name]!)
        return [name, tensor] as const
      })

    const load = async (arrays: Arrays): Promise<void> => {
      if (copier === undefined) return
      const results = await runOnDevice(runtime, copier, {
        values: new Map(),
        arrays: new Map(
          tensorsOf(program.state, arrays).map(([name, tensor]) => [
            copying.state.get(name)!,
            tensor,
          ]),
        ),
        kept: [...copying.outputs.values()],
        copied: new Map(),
      })
      replace(new Map([...copying.outputs].map(([name, result]) => [name, results.get(result)!])))
    }

    const save = async (): Promise<Arrays> => {
      if (copier === undefined) return {}
      const tensors = Object.entries(program.state).map(
        ([name, spec]) => [name, tensorOf(spec)] as const,
      )
      await runOnDevice(runtime, copier, {
        values: new Map([...copying.state].map(([name, value]) => [value, state.get(name)!])),
        arrays: new Map(),
        kept: [],
        copied: new Map(tensors.map(([name, tensor]) => [copying.outputs.get(name)!, tensor])),
      })
      return Object.fromEntries(tensors.map(([name, { values }]) => [name, values]))
    }

    const run = async (inputs: Arrays): Promise<Arrays> => {
      const given = new Map(tensorsOf(program.inputs, inputs))
      const kept = [...new Set(model.changed.values())]
      const outputs = new Map<string, HostTensor>()
      for (const result of model.outputs.values()) {
        const { shape, dtype } = model.graph.spec(result)
        if (dtype === "int64") throw new Error("64-bit integers stay inside the graph")
        if (!kept.includes(result)) outputs.set(result, tensorOf({ shape, dtype }))
      }
      const results = await runOnDevice(runtime, main, {
        values: new Map([...model.state].map(([name, value]) => [value, state.get(name)!])),
        arrays: new Map([...model.inputs].map(([name, value]) => [value, given.get(name)!])),
        kept,
        copied: outputs,
      })
      const changed = [...model.changed].map(
        ([name, result]) => [name, results.get(result)!] as const,
      )
      replace(new Map([...state, ...changed]))
      return Object.fromEntries(
        [...model.outputs].map(([name, result]) => [name, outputs.get(result)!.values.slice()]),
      )
    }

    const attempt = attempting(program.name)
    return {
      load: (arrays) => attempt("the state cannot be brought to the device", () => load(arrays)),
      run: (inputs) => attempt("a step fails", () => run(inputs)),
      save: () => attempt("the state cannot be brought from the device", save),
    }
  })
