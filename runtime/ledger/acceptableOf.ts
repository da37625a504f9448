import { Effect, Option } from "effect"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"
import { acceptableStages } from "./acceptCode.ts"

/** Stages of a plan that edits of the code alone keep from being done. */
export const acceptableOf = Effect.fnUntraced(function* (plan: Plan) {
  const { addresses, record, accepted } = yield* Store
  const records = yield* Effect.forEach(
    yield* addresses,
    (address) => Effect.option(record(address)),
    { concurrency: 16 },
  )
  const standsFor = new Map([...accepted.values()].map(({ key, of }) => [key, of]))
  return acceptableStages(plan.stages, records.flatMap(Option.toArray), standsFor)
})
