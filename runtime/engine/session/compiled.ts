import { Effect, type Scope } from "effect"
import { bodyError } from "../body.ts"
import type { Device } from "../device.ts"
import { type EngineError, engineError } from "../error.ts"
import { flopsOfModel } from "../onnx/flops.ts"
import { peakBytes } from "../onnx/memory.ts"
import { type Model, modelOf } from "../onnx/model.ts"
import type { PreparedInfo } from "../prepared.ts"
import type { Program } from "../program.ts"
import { trace } from "../onnx/trace.ts"
import { acceleratedSession } from "./accelerated.ts"
import { cpuSession } from "./cpu.ts"
import type { OnnxRuntime } from "./native/library.ts"
import { nativeRuntime } from "./nativeRuntime.ts"
import { onnxSession } from "./onnxruntime.ts"
import { withPlainProducts } from "./plainProduct.ts"
import { webgpu } from "./provider.ts"
import type { Session } from "./session.ts"
import { fault } from "../../../dsl/fault.ts"

type CompiledDevice = Extract<Device, { kind: "cpu" | "webgpu" }>

const open = (
  program: Program,
  model: Model,
  device: CompiledDevice,
  runtime: OnnxRuntime | undefined,
): Effect.Effect<Session, EngineError, Scope.Scope> => {
  if (device.kind === "cpu")
    return runtime === undefined
      ? onnxSession(program, model, device.threads)
      : cpuSession(runtime, program, model, device.threads)
  if (runtime !== undefined)
    return acceleratedSession(runtime, program, withPlainProducts(model), webgpu)
  const found = fault({
    what: `the device ${device.kind} needs ONNX Runtime's C API, which cannot be used`,
    where: {},
    hint: "unset ABLATE_ORT, or choose the device cpu",
  })
  return Effect.fail(engineError(program.name, "backend", found))
}

/** Traces a program into one graph and opens a session that runs it. */
export const compiledSession = (
  program: Program,
  device: CompiledDevice,
): Effect.Effect<{ session: Session; info: PreparedInfo }, EngineError, Scope.Scope> =>
  Effect.gen(function* () {
    const start = performance.now()
    const model = yield* Effect.try({
      try: () => modelOf(trace(program)),
      catch: (thrown) => bodyError(program, thrown),
    })
    const traced = performance.now()
    const runtime = yield* nativeRuntime(program.name)
    const session = yield* open(program, model, device, runtime)
    const info = {
      binding: runtime === undefined ? "node" : "native",
      nodes: model.nodes.length,
      traceMs: traced - start,
      sessionMs: performance.now() - traced,
      flops: flopsOfModel(model),
      bytes: peakBytes(model),
    } as const
    return { session, info }
  })
