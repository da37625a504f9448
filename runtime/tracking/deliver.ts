import { Effect, type FileSystem, Scope, Semaphore } from "effect"
import type { HttpClient } from "effect/http"
import { Store } from "../store/store.ts"
import { type Destination, pendingQueues } from "./queue.ts"
import { makeDrain, type Refused } from "./sender.ts"
import type { TrackingSettings } from "./settings.ts"
import { steadyTime } from "../units/steadyTime.ts"

/** How delivery stands. */
export interface Delivery {
  /** Events that the server does not have yet. */
  readonly waiting: number
  /** Whether trying again now is of no use. */
  readonly isStuck: boolean
  /** What the server refused so far; it is not sent again. */
  readonly refused: readonly Refused[]
}

/** Nothing waits, and nothing was refused. */
export const allSent: Delivery = { waiting: 0, isStuck: false, refused: [] }

/** Where events come from and go to. */
export interface Route {
  /** Folder of the queues. */
  readonly folder: string
  readonly settings: TrackingSettings
  readonly destination: Destination
  /** Time in which a server takes nothing after which delivery is stuck, ms; tried for ever by default. */
  readonly patience?: number
  /** Is told in words what stands in the way. */
  readonly say: (text: string) => Effect.Effect<void>
}

/** Of all runners on a store one sends at a time. */
const sender = { kind: "tracking", key: "tracking" }
const firstPause = 1000
const longestPause = 30_000

type Services = FileSystem.FileSystem | HttpClient.HttpClient

/**
 * A way to send what waits in the queues of a store. It never fails: a server that is away is tried
 * again after growing pauses, one that denies access is not; each trouble is said once.
 */
export const makeDelivery = Effect.fn("makeDelivery")(function* ({
  folder,
  settings,
  destination,
  patience = Number.POSITIVE_INFINITY,
  say,
}: Route): Effect.fn.Return<Effect.Effect<Delivery, never, Services>, never, Store | Scope.Scope> {
  const { lease } = yield* Store
  const scope = yield* Effect.scope
  const turn = yield* Semaphore.make(1)
  const drain = makeDrain(folder, settings, destination)
  const said = new Set<string>()
  const sayOnce = (text: string) =>
    said.has(text)
      ? Effect.void
      : Effect.andThen(
          Effect.sync(() => said.add(text)),
          say(text),
        )
  let isSender = false
  let isDenied = false
  let isAway = false
  let pause = firstPause
  let notBefore = 0
  let broughtBefore = 0
  let awaySince = 0
  const refused: Refused[] = []

  const waiting = (isStuck: boolean) =>
    pendingQueues(folder, destination).pipe(
      Effect.map((queues) => queues.reduce((sum, { events }) => sum + events.length, 0)),
      Effect.orElseSucceed(() => 0),
      Effect.map((count): Delivery => ({ waiting: count, isStuck, refused })),
    )

  const away = Effect.fnUntraced(function* (reason: string, seconds: number | undefined) {
    const now = yield* steadyTime
    const brought = drain.brought()
    // A server that took something in between is only shaky: no reason to wait longer, or to give up.
    if (brought > broughtBefore) pause = firstPause
    if (brought > broughtBefore || !isAway) awaySince = now
    broughtBefore = brought
    const state = yield* waiting(now - awaySince >= patience)
    notBefore = now + (seconds === undefined ? pause : seconds * 1000)
    pause = Math.min(2 * pause, longestPause)
    if (!isAway) yield* say(`MLflow: ${reason}; what is tracked waits in ${folder}`)
    isAway = true
    return state
  })

  const send = drain.send.pipe(
    Effect.tap((more) => {
      refused.push(...more)
      return Effect.forEach(more, ({ run, reason }) =>
        sayOnce(`MLflow refuses what belongs to ${run}: ${reason}`),
      )
    }),
    Effect.andThen(
      Effect.suspend(() => {
        const wasAway = isAway
        isAway = false
        pause = firstPause
        return wasAway ? say("MLflow: the server is back, and has what waited") : Effect.void
      }),
    ),
    Effect.andThen(waiting(false)),
    Effect.catchTags({
      ServerAway: ({ message, retryAfter }) => away(message, retryAfter),
      AccessDenied: ({ message }) => {
        isDenied = true
        return Effect.andThen(
          say(
            `MLflow: ${message}. Nothing is sent; it waits in ${folder}. Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, then: ablate track sync FILE`,
          ),
          waiting(true),
        )
      },
      Rejected: ({ message }) => {
        isDenied = true
        return Effect.andThen(
          sayOnce(`MLflow: ${message}. Nothing is sent; it waits in ${folder}`),
          waiting(true),
        )
      },
      PlatformError: ({ message }) =>
        Effect.andThen(sayOnce(`tracking: ${message}`), waiting(true)),
    }),
  )

  return turn.withPermits(1)(
    Effect.gen(function* () {
      if (isDenied) return yield* waiting(true)
      const now = yield* steadyTime
      // It may ask for more time than somebody waits for.
      if (now < notBefore) return yield* waiting(isAway && now - awaySince >= patience)
      if (!isSender)
        isSender = yield* lease(sender).pipe(
          Effect.provideService(Scope.Scope, scope),
          Effect.map((taken) => taken !== null),
          Effect.orElseSucceed(() => false),
        )
      return isSender ? yield* send : yield* waiting(false)
    }),
  )
})

/** Delivers until nothing waits or nothing more can be done. */
export const deliverAll = <R>(
  delivery: Effect.Effect<Delivery, never, R>,
): Effect.Effect<Delivery, never, R> =>
  Effect.flatMap(delivery, (state) =>
    state.waiting === 0 || state.isStuck
      ? Effect.succeed(state)
      : Effect.delay(
          Effect.suspend(() => deliverAll(delivery)),
          "300 millis",
        ),
  )
