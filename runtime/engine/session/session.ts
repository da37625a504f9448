import type { Effect } from "effect"
import type { EngineError } from "../error.ts"
import type { OnDevice } from "../prepared.ts"
import type { Arrays, Inputs } from "../program.ts"

/** A program's state and a way to step it, wherever both live. Its arguments have been checked. */
export interface Session {
  /** Takes over a copy of every state entry. */
  readonly load: (state: Arrays) => Effect.Effect<void, EngineError>
  readonly run: (inputs: Arrays) => Effect.Effect<Arrays, EngineError>
  /** A copy of every state entry. */
  readonly save: () => Effect.Effect<Arrays, EngineError>
  /** Of a session that takes and gives arrays on its device. */
  readonly onDevice?: OnDevice & {
    readonly run: (inputs: Inputs) => Effect.Effect<Arrays, EngineError>
  }
}
