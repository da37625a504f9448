import { Clock, Effect, type FileSystem, Schedule, type Scope } from "effect"
import type { HttpClient } from "effect/http"
import type { Plan } from "../plan/planStudy.ts"
import type { RunEvent } from "../schedule/event.ts"
import type { Commit } from "../store/commit.ts"
import { Store } from "../store/store.ts"
import type { TrackingEvent } from "./event.ts"
import { allSent, deliverAll, type Delivery, makeDelivery } from "./deliver.ts"
import { dropQueue, openQueue } from "./queue.ts"
import { armIds, armsBegun, scoresMeasured, stageBegun, stageEnded } from "./stageEvents.ts"
import type { TrackingSettings } from "./settings.ts"
import { stagesByKey } from "../plan/stagesByKey.ts"

/** Tells a tracking server of a run, without slowing or failing it. */
export interface Tracker {
  readonly onEvent: (event: RunEvent) => Effect.Effect<void>
  /** Gives the server a moment to take what waits; whether it has everything. */
  readonly sent: Effect.Effect<boolean>
  /** Adds what is known at the end, gives the server a moment to take what waits, says what it lacks. */
  readonly finish: (last: readonly TrackingEvent[]) => Effect.Effect<Delivery>
}

/** Tells nobody. */
export const silent: Tracker = {
  onEvent: () => Effect.void,
  sent: Effect.succeed(false),
  finish: () => Effect.succeed(allSent),
}

/** What a tracker needs to know of a run. */
export interface Tracked {
  readonly plan: Plan
  readonly settings: TrackingSettings
  /** Name of the experiment on the server. */
  readonly experiment: string
  readonly commit: Commit | null
  readonly device: string
  /** Is told in words what stands in the way, once each. */
  readonly say: (text: string) => Effect.Effect<void>
}

type Services = Store | FileSystem.FileSystem | HttpClient.HttpClient

/** Time that the server has at the end of a run, before what waits is left to the next one. */
const lastMoment = "10 seconds"

/** Begins to track a run. Events go to a queue on the disk first; a fiber sends them on. */
export const startTracker = Effect.fn("startTracker")(function* ({
  plan,
  settings,
  experiment,
  commit,
  device,
  say,
}: Tracked): Effect.fn.Return<Tracker, never, Services | Scope.Scope> {
  const { root, open } = yield* Store
  const context = yield* Effect.context<Services>()
  const folder = `${root}/tracking`
  const destination = { uri: settings.uri, experiment: settings.experiment ?? experiment }
  const circumstances = { commit: commit?.commit ?? null, dirty: commit?.dirty ?? null, device }
  const queue = yield* Effect.option(openQueue(folder, destination))
  if (queue._tag === "None") {
    yield* say(`nothing is tracked: ${folder} cannot be written`)
    return silent
  }
  const { add, file } = queue.value
  const put = (events: readonly TrackingEvent[]) =>
    Effect.ignore(Effect.forEach(events, add, { discard: true }))
  const ids = armIds(plan)
  const begun = new Set<string>()
  const delivery = yield* makeDelivery({ folder, settings, destination, say })
  yield* delivery.pipe(Effect.repeat(Schedule.spaced("2 seconds")), Effect.forkScoped)

  const eventsOf = Effect.fnUntraced(function* (event: RunEvent, time: number) {
    switch (event.event) {
      case "runStarted":
        return armsBegun(plan, ids, time)
      case "stageStarted":
        begun.add(event.stage.key)
        return [stageBegun(event.stage, ids, time, circumstances)]
      case "progress": {
        const values =
          Object.keys(event.terms).length > 0 || event.loss === null
            ? event.terms
            : { loss: event.loss }
        const { key } = event.stage
        if (Object.keys(values).length === 0) return []
        return [{ event: "measured", id: key, time, step: event.step, values } as const]
      }
      case "stageDone": {
        begun.delete(event.stage.key)
        const scores = yield* Effect.orElseSucceed(
          Effect.flatMap(open(event.stage), (made) => scoresMeasured(event.stage, made, time)),
          () => [],
        )
        return [...scores, stageEnded(event.stage, time, "FINISHED")]
      }
      case "stageFailed": {
        begun.delete(event.stage.key)
        const error = event.faults.map((fault) => fault.what).join("; ")
        return [stageEnded(event.stage, time, "FAILED", error)]
      }
      default:
        return []
    }
  })
  const onEvent = (event: RunEvent) =>
    Effect.flatMap(Clock.currentTimeMillis, (time) => Effect.flatMap(eventsOf(event, time), put))

  const stages = stagesByKey(plan)
  const killed = (time: number): readonly TrackingEvent[] =>
    [...begun].flatMap((key) => {
      const stage = stages.get(key)
      return stage === undefined ? [] : [stageEnded(stage, time, "KILLED")]
    })
  // An interrupted run says so of its stages; the next one sends it.
  yield* Effect.addFinalizer(() =>
    Effect.flatMap(Clock.currentTimeMillis, (time) => put(killed(time))),
  )
  const deliverNow = Effect.andThen(
    Effect.timeoutOption(deliverAll(delivery), lastMoment),
    delivery,
  )
  return {
    onEvent,
    sent: Effect.provideContext(
      Effect.map(deliverNow, ({ waiting }) => waiting === 0),
      context,
    ),
    finish: (last) =>
      put(last).pipe(
        Effect.andThen(deliverNow),
        Effect.tap(({ waiting }) => (waiting === 0 ? Effect.ignore(dropQueue(file)) : Effect.void)),
        Effect.provideContext(context),
      ),
  }
})
