import { Console, Effect, Schedule } from "effect"
import type { Plan } from "../plan/planStudy.ts"
import { Store } from "../store/store.ts"

const refresh = "2 seconds"

/** Which stages of a plan are done, and which attempts at others have ended. */
const standing = Effect.fnUntraced(function* ({ stages }: Plan) {
  const { has, attempts } = yield* Store
  const done = yield* Effect.filter(stages, has, { concurrency: 16 })
  const keys = new Set(stages.map(({ key }) => key))
  const ended = (yield* attempts).filter(
    ({ key, outcome }) => keys.has(key) && outcome !== "running",
  )
  return { done: new Set(done.map(({ key }) => key)), ended: ended.length }
})

/**
 * Draws whenever a stage of a plan has ended, well or not, until all that is read is done. `draw` is told
 * whether it is the last time.
 */
export const followReport = Effect.fn("followReport")(function* <E, R>(
  plan: Plan,
  folder: string,
  draw: (isLast: boolean) => Effect.Effect<unknown, E, R>,
) {
  yield* Console.log(`drawing into ${folder} whenever a stage ends; Ctrl-C ends it`)
  let seen = -1
  const look = Effect.gen(function* () {
    const { done, ended } = yield* standing(plan)
    const isLast = plan.wanted.every((key) => done.has(key))
    if (done.size + ended !== seen || isLast) {
      seen = done.size + ended
      yield* draw(isLast)
      yield* Console.log(`drawn with ${done.size} of ${plan.stages.length} stages done`)
    }
    return isLast
  })
  yield* look.pipe(Effect.repeat({ schedule: Schedule.spaced(refresh), until: (isLast) => isLast }))
})
