import { Effect } from "effect"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"

/** What is odd about the data that the stages of a plan read, each once, as their artifacts say. */
export const warningsOf = Effect.fnUntraced(function* (plan: Plan) {
  const { has, record } = yield* Store
  const present = yield* Effect.filter(plan.stages, has, { concurrency: 16 })
  const records = yield* Effect.forEach(present, record, { concurrency: 16 })
  return [...new Set(records.flatMap(({ warnings = [] }) => warnings))].toSorted()
})
