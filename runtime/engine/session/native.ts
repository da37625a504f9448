import { Effect, type Scope } from "effect"
import { type EngineError, engineError } from "../error.ts"
import { encode } from "../onnx/encode.ts"
import type { Model } from "../onnx/model.ts"
import type { Arrays, Program } from "../program.ts"
import { attempting } from "./attempt.ts"
import { addressesOf } from "./native/assignment.ts"
import { leaveResults, openBinding } from "./native/binding.ts"
import { keepsFreedMemory } from "./native/freedMemory.ts"
import type { Pointer } from "./native/functions.ts"
import type { OnnxRuntime } from "./native/library.ts"
import { openSession } from "./native/ortSession.ts"
import { runBound } from "./native/run.ts"
import { created } from "./native/status.ts"
import type { Session } from "./session.ts"
import { overwriting } from "./state/overwrite.ts"
import { ProgramMemory } from "./state/tensors.ts"
import { unusable } from "./unusable.ts"
import { onePass } from "./update/onePass.ts"

/** What ONNX Runtime holds for a program. */
interface Open {
  readonly session: Pointer
  readonly runOptions: Pointer
  /** One for each kind of turn. */
  readonly bindings: readonly Pointer[]
}

const open = (
  runtime: OnnxRuntime,
  bytes: Uint8Array,
  memory: ProgramMemory,
  left: readonly string[],
  threads: number,
  trains: boolean,
): Open => {
  const { functions } = runtime
  const session = openSession(runtime, bytes, {
    threads,
    // Adam's second moments decay into denormals, on which a CPU is many times slower.
    config: { "session.set_denormal_as_zero": "1" },
    arena: !(trains && keepsFreedMemory()),
  })
  const bindings: Pointer[] = []
  try {
    for (const { inputs, outputs } of memory.turns)
      bindings.push(openBinding(runtime, session, inputs, outputs, left))
    const runOptions = created(functions, (out) => functions.createRunOptions(out))
    return { session, runOptions, bindings }
  } catch (failure) {
    for (const binding of bindings) functions.releaseIoBinding(binding)
    functions.releaseSession(session)
    throw failure
  }
}

const close = ({ functions }: OnnxRuntime, { session, runOptions, bindings }: Open): void => {
  for (const binding of bindings) functions.releaseIoBinding(binding)
  functions.releaseRunOptions(runOptions)
  functions.releaseSession(session)
}

/** Runs a model in ONNX Runtime on the CPU through its C API; nothing of the state is copied. */
export const nativeSession = (
  runtime: OnnxRuntime,
  program: Program,
  model: Model,
  threads: number,
): Effect.Effect<Session, EngineError, Scope.Scope> =>
  Effect.gen(function* () {
    const attempt = attempting(program.name)
    const { model: graph, update } = yield* onePass(program.name, model, threads)
    const left = update?.read ?? []
    const overwritten = overwriting(graph)
    const ours = { ...overwritten.model, outputs: model.outputs }
    const memory = new ProgramMemory(program, ours, overwritten.entries, update?.placed)
    let running = Promise.resolve()
    let usable: "yes" | "closed" | "half-way" = "yes"
    const opened = yield* Effect.acquireRelease(
      attempt("ONNX Runtime refuses the graph", async () =>
        open(runtime, encode(overwritten.model), memory, left, threads, model.changed.size > 0),
      ),
      (held) =>
        Effect.promise(async () => {
          usable = "closed"
          await running.catch(() => undefined)
          close(runtime, held)
        }),
    )

    const check = Effect.suspend(() => {
      if (usable === "yes") return Effect.void
      return Effect.fail(engineError(program.name, "session", unusable[usable]))
    })

    const stepped = async (binding: Pointer): Promise<void> => {
      await runBound(runtime, opened.session, opened.runOptions, binding)
      if (update === undefined) return
      await update.run(addressesOf(runtime, binding, left.length))
      // Frees them: they are as large as the weights.
      leaveResults(runtime, binding, left)
    }

    const run = async (inputs: Arrays): Promise<Arrays> => {
      memory.put(inputs)
      const binding = opened.bindings[memory.turn]!
      running = stepped(binding)
      try {
        await running
      } catch (failure) {
        if (usable === "yes") usable = "half-way"
        throw failure
      }
      return memory.take()
    }

    return {
      load: (state) =>
        Effect.sync(() => {
          memory.load(state)
          if (usable === "half-way") usable = "yes"
        }),
      run: (inputs) =>
        Effect.andThen(
          check,
          attempt("a step fails", () => run(inputs)),
        ),
      save: () =>
        Effect.andThen(
          check,
          Effect.sync(() => memory.save()),
        ),
    }
  })
