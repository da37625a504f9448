import { Effect, FileSystem, type Path, type PlatformError } from "effect"
import type { HttpClient } from "effect/http"
import {
  type Entry,
  type Metric,
  type MlflowClient,
  mlflowClient,
  type MlflowRun,
} from "./client.ts"
import type { AccessDenied, Rejected, ServerAway } from "./error.ts"
import type { TrackingEvent } from "./event.ts"
import { chunked, limits, validName, validParam, validTag } from "./limits.ts"
import {
  type Destination,
  dropQueue,
  isClosed,
  markSent,
  type Pending,
  pendingQueues,
} from "./queue.ts"
import type { TrackingSettings } from "./settings.ts"

/** The tag by which a run of the server is known to be one of ours. */
const idTag = "ablate.id"

/** A run on the server. */
interface Known {
  readonly run: MlflowRun
  /** It ended well before: what is said of it again is old. */
  readonly isComplete: boolean
  /** The largest step of each metric. */
  readonly steps: Map<string, number>
}

/** What came of sending. */
interface Sent {
  readonly events: number
  /** Events that the server refused, with its reason. */
  readonly rejected: readonly { readonly event: TrackingEvent; readonly reason: string }[]
}

const entries = (
  record: Readonly<Record<string, string>>,
  valid: (text: string) => string,
): readonly Entry[] =>
  Object.entries(record).map(([key, value]) => ({ key: validName(key), value: valid(value) }))

/** A stage that has ended well can't change; an arm gets more seeds, a report is drawn again. */
const isStage = (id: string): boolean => /^[0-9a-f]{64}$/.test(id)

const knownOf = (run: MlflowRun, id: string): Known => ({
  run,
  isComplete: run.info.status === "FINISHED" && isStage(id),
  steps: new Map((run.data?.metrics ?? []).map(({ key, step = 0 }) => [key, step])),
})

const idOf = (run: MlflowRun): string | undefined =>
  run.data?.tags?.find(({ key }) => key === idTag)?.value

/** Sends events to one experiment of one server. Each may be sent again without harm. */
const sending = Effect.fnUntraced(function* (client: MlflowClient, name: string) {
  const fs = yield* FileSystem.FileSystem
  const experiment = yield* client.experiment(name)
  const known = new Map<string, Known>()
  for (const run of yield* client.runs(experiment)) {
    const id = idOf(run)
    if (id !== undefined) known.set(id, knownOf(run, id))
  }

  const begin = Effect.fnUntraced(function* (event: TrackingEvent & { readonly event: "begun" }) {
    const { id, parent, time, params } = event
    const before = known.get(id)
    if (before?.isComplete === true) return
    const above = parent === null ? undefined : known.get(parent)?.run.info.run_id
    const tags = entries(
      {
        [idTag]: id,
        ...(above === undefined ? {} : { "mlflow.parentRunId": above }),
        ...event.tags,
      },
      validTag,
    )
    const run =
      before?.run ??
      (yield* client.createRun({ experiment, name: event.name, started: time, tags }))
    if (before === undefined) known.set(id, { run, isComplete: false, steps: new Map() })
    else yield* client.updateRun({ id: run.info.run_id, status: "RUNNING" })
    for (const some of chunked(entries(params, validParam), limits.paramsInBatch))
      yield* client.logBatch({ id: run.info.run_id, params: some })
  })

  const end = Effect.fnUntraced(function* (event: TrackingEvent & { readonly event: "ended" }) {
    const run = known.get(event.id)
    if (run === undefined || run.isComplete) return
    const id = run.run.info.run_id
    const tags = entries(event.tags, validTag)
    if (tags.length > 0) yield* client.logBatch({ id, tags })
    yield* client.updateRun({ id, status: event.status, ended: event.time })
    if (event.status === "FINISHED" && isStage(event.id))
      known.set(event.id, { ...run, isComplete: true })
  })

  const measure = Effect.fnUntraced(function* (
    events: readonly (TrackingEvent & { readonly event: "measured" })[],
  ) {
    const batches = new Map<Known, Metric[]>()
    for (const { id, time, step, values } of events) {
      const run = known.get(id)
      if (run === undefined || run.isComplete) continue
      const metrics = batches.get(run) ?? []
      batches.set(run, metrics)
      for (const [key, value] of Object.entries(values)) {
        const metric = { key: validName(key), value, timestamp: time, step }
        // A resumed stage passes steps again that were sent before it died.
        if (step > (run.steps.get(metric.key) ?? -1)) metrics.push(metric)
      }
    }
    for (const [{ run, steps }, metrics] of batches)
      for (const some of chunked(metrics, limits.metricsInBatch)) {
        yield* client.logBatch({ id: run.info.run_id, metrics: some })
        for (const { key, step } of some) steps.set(key, step)
      }
  })

  const put = Effect.fnUntraced(function* (event: TrackingEvent & { readonly event: "artifact" }) {
    const run = known.get(event.id)
    if (run === undefined) return
    const bytes = yield* Effect.option(fs.readFile(event.file))
    if (bytes._tag === "Some") yield* client.putArtifact(run.run, event.path, bytes.value)
  })

  return (events: readonly TrackingEvent[]) => {
    const [first] = events
    if (first === undefined) return Effect.void
    if (first.event === "begun") return begin(first)
    if (first.event === "ended") return end(first)
    if (first.event === "artifact") return put(first)
    return measure(events.filter((event) => event.event === "measured"))
  }
})

/** Neighbouring measurements together, everything else alone, in order. */
const grouped = ({ events }: Pending) => {
  const groups: { readonly events: TrackingEvent[]; end: number }[] = []
  for (const { event, end } of events) {
    const last = groups.at(-1)
    if (event.event === "measured" && last?.events[0]?.event === "measured") {
      last.events.push(event)
      last.end = end
    } else groups.push({ events: [event], end })
  }
  return groups
}

/** Sends what waits; stops at the first error that is worth trying again. */
export type Drain = Effect.Effect<
  Sent,
  ServerAway | AccessDenied | Rejected | PlatformError.PlatformError,
  FileSystem.FileSystem | Path.Path | HttpClient.HttpClient
>

/**
 * A way to send the queues of a folder to their destination. What it has learnt of the server is
 * kept from one time to the next, so only one process may send at a time. A queue that is sent to its
 * end is removed once it is closed.
 */
export const makeDrain = (
  folder: string,
  settings: TrackingSettings,
  destination: Destination,
): Drain => {
  let send: Effect.Success<ReturnType<typeof sending>> | undefined
  return Effect.gen(function* () {
    const queues = yield* pendingQueues(folder, destination)
    const rejected: { event: TrackingEvent; reason: string }[] = []
    let sent = 0
    for (const queue of queues) {
      for (const { events, end } of grouped(queue)) {
        send ??= yield* Effect.flatMap(mlflowClient(settings), (client) =>
          sending(client, destination.experiment),
        )
        yield* send(events).pipe(
          Effect.catchTag("Rejected", ({ message }) =>
            Effect.sync(() => {
              for (const event of events) rejected.push({ event, reason: message })
            }),
          ),
        )
        yield* markSent(queue.file, end)
        sent += events.length
      }
      if (isClosed(queue.file)) yield* dropQueue(queue.file)
    }
    return { events: sent, rejected }
  })
}
