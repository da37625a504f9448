import { Effect } from "effect"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"

/** The records of a plan's stages that are done, in the plan's order. */
export const recordsOf = Effect.fnUntraced(function* (plan: Plan) {
  const { has, record } = yield* Store
  const present = yield* Effect.filter(plan.stages, has, { concurrency: 16 })
  return yield* Effect.forEach(present, record, { concurrency: 16 })
})
