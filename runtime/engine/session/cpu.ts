import { Effect, type Scope } from "effect"
import type { EngineError } from "../error.ts"
import type { Model } from "../onnx/model.ts"
import type { Program } from "../program.ts"
import { withBiases } from "./convolution/bias.ts"
import { withBlockedConvolutions } from "./convolution/blocked.ts"
import { channelBlock } from "./convolution/channelBlock.ts"
import type { OnnxRuntime } from "./native/library.ts"
import { nativeSession } from "./native.ts"
import type { Session } from "./session.ts"
import { withStraightFactors } from "./straightFactors.ts"
import { withUnpooling } from "./unpooling.ts"

/** The model in the form in which the CPU provider runs it fastest. */
export const forCpu = (runtime: OnnxRuntime, model: Model): Effect.Effect<Model> =>
  Effect.gen(function* () {
    const straight = withStraightFactors(withUnpooling(model))
    if (!model.nodes.some(({ op }) => op === "Conv")) return straight
    const block = yield* channelBlock(runtime)
    const biased = withBiases(straight)
    return block === undefined ? biased : withBlockedConvolutions(biased, block)
  })

/** Runs a model in ONNX Runtime on the CPU through its C API. */
export const cpuSession = (
  runtime: OnnxRuntime,
  program: Program,
  model: Model,
  threads: number,
): Effect.Effect<Session, EngineError, Scope.Scope> =>
  Effect.flatMap(forCpu(runtime, model), (best) => nativeSession(runtime, program, best, threads))
