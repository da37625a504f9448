import { Effect } from "effect"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"

/** What the stages of a plan warned of as they were made, such as odd images of a data set, each once. */
export const warningsOf = Effect.fnUntraced(function* (plan: Plan) {
  const { attempts } = yield* Store
  const keys = new Set(plan.stages.map(({ key }) => key))
  const own = (yield* attempts).filter(({ key, outcome }) => keys.has(key) && outcome === "done")
  return [...new Set(own.flatMap(({ warnings = [] }) => warnings))].toSorted()
})
