import { Effect, type Scope } from "effect"
import type { InferenceSession, Tensor } from "onnxruntime-node"
import type { Values } from "../arrays.ts"
import { type EngineError, engineError } from "../error.ts"
import { encode } from "../onnx/encode.ts"
import type { Model } from "../onnx/model.ts"
import type { Arrays, Program, TensorSpecs } from "../program.ts"
import { noTelemetry } from "./noTelemetry.ts"
import { messageOf } from "./failure.ts"
import type { Session } from "./session.ts"
import { fault } from "../../../dsl/fault.ts"

type Feeds = Record<string, Tensor>

const valuesOf = (name: string, { data }: Tensor): Values => {
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array)
    return data
  throw new Error(`${name} has an unexpected type`)
}

const sessionOptions = (threads: number): InferenceSession.SessionOptions => ({
  executionProviders: ["cpu"],
  graphOptimizationLevel: "all",
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  // Its one block holds everything that is ever live: 6.7 GB against 4.9 for a UNETR of 96^3.
  enableMemPattern: false,
  // Adam's second moments decay into denormals, on which a CPU is many times slower.
  extra: { session: { set_denormal_as_zero: "1" } },
})

/** Runs a model in ONNX Runtime through its Node binding; outputs are fed back as state. */
export const onnxSession = (
  program: Program,
  model: Model,
  threads: number,
): Effect.Effect<Session, EngineError, Scope.Scope> =>
  Effect.gen(function* () {
    const failed = (what: string) => (cause: unknown) =>
      engineError(
        program.name,
        "session",
        fault({ what: `${what}: ${messageOf(cause)}`, where: {} }),
      )
    const ort = yield* Effect.tryPromise({
      try: () => {
        noTelemetry()
        return import("onnxruntime-node")
      },
      catch: failed("ONNX Runtime cannot be loaded"),
    })
    const session = yield* Effect.acquireRelease(
      Effect.tryPromise({
        try: () => ort.InferenceSession.create(encode(model), sessionOptions(threads)),
        catch: failed("ONNX Runtime refuses the graph"),
      }),
      (open) => Effect.promise(() => open.release()),
    )
    const state = new Map<string, Tensor>()

    const tensors = (specs: TensorSpecs, arrays: Arrays): Map<string, Tensor> =>
      new Map(
        Object.entries(specs).map(([name, { shape, dtype }]) => [
          name,
          new ort.Tensor(dtype, arrays[name]!.slice(), shape),
        ]),
      )
    const arraysOf = (held: Iterable<readonly [string, Tensor]>): Arrays =>
      Object.fromEntries([...held].map(([name, tensor]) => [name, valuesOf(name, tensor).slice()]))

    const run = async (arrays: Arrays): Promise<Arrays> => {
      const inputs = tensors(program.inputs, arrays)
      const feeds: Feeds = {}
      for (const [name, value] of model.state) feeds[value] = state.get(name)!
      for (const [name, value] of model.inputs) feeds[value] = inputs.get(name)!
      const results = await session.run(feeds)
      for (const [name, value] of model.changed) state.set(name, results[value]!)
      return arraysOf([...model.outputs].map(([name, value]) => [name, results[value]!]))
    }

    return {
      load: (arrays) =>
        Effect.sync(() => {
          for (const [name, tensor] of tensors(program.state, arrays)) state.set(name, tensor)
        }),
      // A run cannot be stopped, and its buffers must outlive it.
      run: (arrays) =>
        Effect.tryPromise({ try: () => run(arrays), catch: failed("a step fails") }).pipe(
          Effect.uninterruptible,
        ),
      save: () => Effect.sync(() => arraysOf(state)),
    }
  })
