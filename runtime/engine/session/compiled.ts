import { Effect, type Scope } from "effect"
import { bodyError } from "../body.ts"
import type { EngineError } from "../error.ts"
import { encode } from "../onnx/encode.ts"
import { flopsOfModel } from "../onnx/flops.ts"
import { peakBytes } from "../onnx/memory.ts"
import { modelOf } from "../onnx/model.ts"
import type { PreparedInfo } from "../prepared.ts"
import type { Program } from "../program.ts"
import { trace } from "../trace/trace.ts"
import { onnxSession } from "./onnxruntime.ts"
import type { Session } from "./session.ts"

/** Traces a program into one graph and opens a session that runs it. */
export const compiledSession = (
  program: Program,
  threads: number,
): Effect.Effect<{ session: Session; info: PreparedInfo }, EngineError, Scope.Scope> =>
  Effect.gen(function* () {
    const start = performance.now()
    const model = yield* Effect.try({
      try: () => modelOf(trace(program)),
      catch: (thrown) => bodyError(program, thrown),
    })
    const bytes = encode(model)
    const traced = performance.now()
    const session = yield* onnxSession(program, model, bytes, threads)
    const info = {
      nodes: model.nodes.length,
      traceMs: traced - start,
      sessionMs: performance.now() - traced,
      flops: flopsOfModel(model),
      bytes: peakBytes(model),
    }
    return { session, info }
  })
