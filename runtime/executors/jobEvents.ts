import { type Cause, Effect, Queue, Stream } from "effect"
import type { JobEnded, JobEvent } from "./job.ts"

/** What happens to one job, for any number of watchers, who may come late. */
export interface JobEvents {
  readonly add: (event: JobEvent) => void
  readonly watch: Stream.Stream<JobEvent>
}

/** The events of a job: a watcher gets where it stands, then all that follows, to its end. */
export const jobEvents = (): JobEvents => {
  const watchers = new Set<Queue.Queue<JobEvent, Cause.Done>>()
  let standing: readonly JobEvent[] = []
  let ended: JobEnded | null = null
  return {
    add: (event) => {
      if (ended !== null) return
      if (event.event === "ended") ended = event
      // A later event of a kind replaces the one before, but for warnings; one that waits again has not started.
      const isPast = (old: JobEvent) =>
        old.event !== "warning" && (event.event === "queued" || old.event === event.event)
      standing = [...standing.filter((old) => !isPast(old)), event]
      for (const watcher of watchers) {
        Queue.offerUnsafe(watcher, event)
        if (event.event === "ended") Queue.endUnsafe(watcher)
      }
    },
    watch: Stream.suspend(() => {
      if (ended !== null) return Stream.make(ended)
      return Stream.unwrap(
        Effect.map(Queue.unbounded<JobEvent, Cause.Done>(), (watcher) => {
          for (const event of standing) Queue.offerUnsafe(watcher, event)
          watchers.add(watcher)
          return Stream.ensuring(
            Stream.fromQueue(watcher),
            Effect.sync(() => watchers.delete(watcher)),
          )
        }),
      )
    }),
  }
}
