import { Effect } from "effect"
import { Faulty } from "../faults/faulty.ts"
import { CurrentStage } from "../current/currentStage.ts"
import { fault } from "../../dsl/fault.ts"

/**
 * Crops that a training takes at a time: as its settings say, or fewer where memory ran out before.
 * `couples` says why fewer would change results by more than rounding, if they would.
 */
export const microBatchWithin = Effect.fnUntraced(function* (
  asked: number | null,
  couples: string | undefined,
): Effect.fn.Return<number | null, Faulty, CurrentStage> {
  const { microBatch } = yield* CurrentStage
  if (microBatch === undefined) return asked
  if (couples === undefined) return microBatch
  return yield* new Faulty({
    faults: [
      fault({
        what: `micro-batches of ${microBatch} would change the result: ${couples}`,
        where: { field: "microBatch" },
      }),
    ],
  })
})
