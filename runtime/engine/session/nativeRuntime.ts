import { Config, Effect } from "effect"
import { type EngineError, engineError } from "../error.ts"
import { messageOf } from "./failure.ts"
import type { OnnxRuntime } from "./native/library.ts"
import { fault } from "../../../dsl/fault.ts"

/** `ABLATE_ORT=node` asks for ONNX Runtime's Node binding, which copies all state in every step. */
const binding = Config.withDefault(Config.Literals(["native", "node"], "ABLATE_ORT"), "native")

/**
 * ONNX Runtime by its C API; undefined, with a warning, where only its Node binding can be used or
 * is asked for.
 */
export const nativeRuntime = (
  program: string,
): Effect.Effect<OnnxRuntime | undefined, EngineError> =>
  Effect.gen(function* () {
    const chosen = yield* Effect.mapError(binding, () =>
      engineError(
        program,
        "session",
        fault({
          what: "ABLATE_ORT has an unknown value",
          where: {},
          expected: "native or node",
          hint: "unset ABLATE_ORT",
        }),
      ),
    )
    const slower = (why: string) =>
      Effect.as(
        Effect.logWarning(
          `${program} runs through onnxruntime-node's public API, which copies all weights in every step: ${why}`,
        ),
        undefined,
      )
    if (chosen === "node") return yield* slower("ABLATE_ORT is node")
    return yield* Effect.catch(
      Effect.tryPromise({
        try: async () => (await import("./native/loaded.ts")).onnxRuntime,
        catch: messageOf,
      }),
      (why) => slower(`the native one cannot be loaded: ${why}`),
    )
  })
