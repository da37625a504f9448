import util from "node:util"
import { Effect } from "effect"
import { type EngineError, engineError } from "../error.ts"
import { tf } from "../tf.ts"
import { tensorflowPackages } from "./tensorflowPackages.ts"
import { fault } from "../../../dsl/fault.ts"

// tfjs-node 4.22 still calls two functions that Node 23 removed.
const restoreRemovedFunctions = (): void => {
  if ("isNullOrUndefined" in util) return
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value == null,
    isArray: (value: unknown) => Array.isArray(value),
  })
}

const load = (name: string): Effect.Effect<string, string> =>
  Effect.tryPromise({
    try: async () => {
      restoreRemovedFunctions()
      await import(name)
      if (!tf.engine().backendNames().includes("tensorflow"))
        throw new Error("it registers its backend with another copy of tfjs")
      return "tensorflow"
    },
    catch: (cause) =>
      `${name}: ${cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause)}`,
  })

/** Loads TensorFlow's native backend for tfjs from whichever optional package is installed. */
export const loadTensorFlow = (program: string): Effect.Effect<string, EngineError> =>
  Effect.catch(load(tensorflowPackages[0]), (first) =>
    Effect.mapError(load(tensorflowPackages[1]), (second) =>
      engineError(
        program,
        "backend",
        fault({
          what: `TensorFlow cannot be loaded: ${first}; ${second}`,
          where: {},
          expected: `one of the packages ${tensorflowPackages.join(", ")}, with its addon built`,
          hint: "build one as docs/devices.md says, or choose the device cpu",
        }),
      ),
    ),
  )
