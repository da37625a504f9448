import { Effect } from "effect"
import { fault } from "../../dsl/fault.ts"
import { CurrentStage } from "../current/currentStage.ts"
import { Faulty } from "../faults/faulty.ts"

/** The folder of an input artifact. */
export const inputFolder = Effect.fnUntraced(function* (
  kind: string,
): Effect.fn.Return<string, Faulty, CurrentStage> {
  const { inputs } = yield* CurrentStage
  const folder = inputs[kind]
  if (folder !== undefined) return folder
  return yield* new Faulty({
    faults: [fault({ what: `the stage was started without its ${kind} input`, where: {} })],
  })
})
