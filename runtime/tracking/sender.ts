import { Effect, type FileSystem, type PlatformError } from "effect"
import type { HttpClient } from "effect/http"
import { mlflowClient } from "./client.ts"
import type { AccessDenied, ServerAway, TrackingError } from "./error.ts"
import type { TrackingEvent } from "./event.ts"
import { type Destination, dropQueue, markSent, pendingQueues } from "./queue.ts"
import { runStates } from "./runState.ts"
import { readServer, type Server } from "./server.ts"
import type { TrackingSettings } from "./settings.ts"

/** Something that the server refused. */
export interface Refused {
  /** Name of the run, or its id where the name was sent before. */
  readonly run: string
  readonly reason: string
}

/** Events that are sent before how far a queue is sent is remembered. */
const eventsAtOnce = 5000

const inPieces = function* (queues: readonly PendingQueue[]) {
  for (const { file, events } of queues)
    for (let start = 0; start < events.length; start += eventsAtOnce) {
      const piece = events.slice(start, start + eventsAtOnce)
      yield { file, events: piece.map(({ event }) => event), end: piece.at(-1)?.end ?? 0 }
    }
}

type PendingQueue = Effect.Success<ReturnType<typeof pendingQueues>>[number]

type Files = FileSystem.FileSystem

/** A way to send queues to a server. */
export interface Drain {
  /** Sends what waits; stops at the first error that is worth trying again. Gives what was refused. */
  readonly send: Effect.Effect<
    readonly Refused[],
    TrackingError | PlatformError.PlatformError,
    Files | HttpClient.HttpClient
  >
  /** How often a run was brought to what a piece of the events says, each time counted once. */
  readonly brought: () => number
}

/** Brings runs of a server to what events say; what the server refuses is passed over and told. */
const bringAll = Effect.fnUntraced(function* (
  server: Server,
  events: readonly TrackingEvent[],
  brought: (id: string) => void = () => undefined,
): Effect.fn.Return<readonly Refused[], ServerAway | AccessDenied, FileSystem.FileSystem> {
  const refused = yield* Effect.forEach(runStates(events), (state) =>
    server.bring(state).pipe(
      Effect.as(null),
      Effect.catchTag("Rejected", ({ message }) =>
        Effect.succeed({ run: state.begun?.name ?? state.id, reason: message }),
      ),
      Effect.tap(() => Effect.sync(() => brought(state.id))),
    ),
  )
  return refused.filter((each) => each !== null)
})

/**
 * A way to send the queues of a folder to their destination. What is known of the server is kept
 * from one time to the next, so only one process may send at a time; after an error it is read again,
 * since an answer that was lost says nothing of what was done. A queue that is sent to its end is
 * removed once it is closed.
 */
export const makeDrain = (
  folder: string,
  settings: TrackingSettings,
  destination: Destination,
): Drain => {
  let server: Server | undefined
  const done = new Set<string>()
  const send = Effect.gen(function* () {
    const queues = yield* pendingQueues(folder, destination)
    const refused: Refused[] = []
    for (const { file, events, end } of inPieces(queues)) {
      server ??= yield* Effect.flatMap(mlflowClient(settings), (client) =>
        readServer(client, destination.experiment),
      )
      refused.push(...(yield* bringAll(server, events, (id) => done.add(`${file} ${end} ${id}`))))
      yield* markSent(file, end)
    }
    for (const { file, isClosed } of queues) if (isClosed) yield* dropQueue(file)
    return refused
  }).pipe(Effect.tapError(() => Effect.sync(() => (server = undefined))))
  return { send, brought: () => done.size }
}

/**
 * Reads the server anew, brings it to all that events say, and sends points and files again that
 * it lacks. Gives the runs that it refuses, and those of which it lacked something.
 */
export const verifyAll = Effect.fn("verifyAll")(function* (
  events: readonly TrackingEvent[],
  settings: TrackingSettings,
  { experiment }: Destination,
) {
  const server = yield* readServer(yield* mlflowClient(settings), experiment)
  const refused = yield* bringAll(
    server,
    events.filter(({ event }) => event !== "artifact"),
  )
  const lost: Refused[] = []
  for (const state of runStates(events)) {
    const lacking = yield* server.lost(state)
    const count = lacking.points.length + lacking.artifacts.size
    if (count === 0) continue
    const run = state.begun?.name ?? state.id
    lost.push({ run, reason: `the server lost ${count} points or files` })
    yield* server.repeat(state.id, lacking)
  }
  return { refused, lost }
})
