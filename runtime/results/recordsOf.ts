import { Effect } from "effect"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"

/**
 * The records of a plan's stages that are done, by key, in the plan's order. The record of one that an earlier
 * code made has another key.
 */
export const recordsOf = Effect.fnUntraced(function* (plan: Plan) {
  const { has, record } = yield* Store
  const present = yield* Effect.filter(plan.stages, has, { concurrency: 16 })
  const records = yield* Effect.forEach(
    present,
    (stage) => Effect.map(record(stage), (made) => [stage.key, made] as const),
    { concurrency: 16 },
  )
  return new Map(records)
})
