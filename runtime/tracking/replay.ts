import { Effect } from "effect"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"
import type { TrackingEvent } from "./event.ts"
import {
  type ArmIds,
  historyMeasured,
  scoresMeasured,
  stageBegun,
  stageEnded,
} from "./stageEvents.ts"

/** What a tracker would have said of every stage of a plan that the store has. */
export const replayed = Effect.fnUntraced(function* (plan: Plan, ids: ArmIds) {
  const store = yield* Store
  const done = yield* Effect.filter(plan.stages, (stage) => store.has(stage))
  const events = yield* Effect.forEach(
    done,
    Effect.fnUntraced(function* (stage) {
      const folder = yield* store.open(stage)
      const { started, seconds, commit, dirty, device } = yield* store.record(stage)
      const begun = Date.parse(started)
      const ended = begun + Math.round(1000 * seconds)
      return [
        stageBegun(stage, ids, begun, { commit, dirty, device }),
        ...(yield* historyMeasured(stage, folder, ended)),
        ...(yield* scoresMeasured(stage, folder, ended)),
        stageEnded(stage, ended, "FINISHED"),
      ] satisfies readonly TrackingEvent[]
    }),
  )
  return events.flat()
})
