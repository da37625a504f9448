import { Effect, type Scope } from "effect"
import { bodyError } from "../body.ts"
import type { Device } from "../device.ts"
import { type EngineError, engineError } from "../error.ts"
import { flopsOfModel } from "../onnx/flops.ts"
import { peakBytes } from "../onnx/memory.ts"
import { modelOf } from "../onnx/model.ts"
import type { PreparedInfo } from "../prepared.ts"
import type { Program } from "../program.ts"
import { trace } from "../onnx/trace.ts"
import { acceleratedSession } from "./accelerated.ts"
import { cpuSession } from "./cpu.ts"
import { messageOf } from "./failure.ts"
import { withPlainProducts } from "./plainProduct.ts"
import { webgpu } from "./provider.ts"
import type { Session } from "./session.ts"
import { fault } from "../../../dsl/fault.ts"

type CompiledDevice = Extract<Device, { kind: "cpu" | "webgpu" }>

const loaded = (program: string) =>
  Effect.tryPromise({
    try: async () => (await import("./native/loaded.ts")).onnxRuntime,
    catch: (cause) =>
      engineError(
        program,
        "backend",
        fault({
          what: `ONNX Runtime cannot be loaded: ${messageOf(cause)}`,
          where: {},
          hint: "install the packages on this machine again (npm ci), or choose the device eager, which is slow",
        }),
      ),
  })

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
    const runtime = yield* loaded(program.name)
    const session = yield* device.kind === "cpu"
      ? cpuSession(runtime, program, model, device.threads)
      : acceleratedSession(runtime, program, withPlainProducts(model), webgpu)
    const info = {
      nodes: model.nodes.length,
      traceMs: traced - start,
      sessionMs: performance.now() - traced,
      flops: flopsOfModel(model),
      bytes: peakBytes(model),
    }
    return { session, info }
  })
