import { Effect } from "effect"
import { fault } from "../../../dsl/fault.ts"
import { type EngineError, engineError } from "../error.ts"
import { messageOf } from "./failure.ts"

/** Calls into a library for a program: they cannot be stopped, and their arrays must outlive them. */
export const attempting =
  (program: string) =>
  <A>(what: string, work: () => Promise<A>): Effect.Effect<A, EngineError> =>
    Effect.uninterruptible(
      Effect.tryPromise({
        try: work,
        catch: (cause) =>
          engineError(
            program,
            "session",
            fault({ what: `${what}: ${messageOf(cause)}`, where: {} }),
          ),
      }),
    )
