import { Clock, Effect, Stream } from "effect"
import { Executor, type ExecutorError } from "../executors/executor.ts"
import type { JobEnded } from "../executors/job.ts"
import type { Stage } from "../plan/stage.ts"
import type { RunEvent } from "./event.ts"
import type { JobRecord } from "./jobRecord.ts"
import type { LedgerEntry } from "./ledgerEntry.ts"
import { steadyTime } from "../units/steadyTime.ts"
import { endedWithoutWork } from "../executors/job.ts"

/** A job that is at work on a stage. */
export interface FollowedJob {
  readonly stage: Stage
  readonly record: JobRecord
  readonly entry: LedgerEntry
  readonly log: string
  /** 1 for the first. */
  readonly attempt: number
  readonly slot: number | null
}

/** How a followed job ended, how far it came, and how long it was at work. */
export interface Followed {
  readonly ended: JobEnded
  /** The last step that it told; 0 if it told none. */
  readonly step: number
  /** Seconds since it started. */
  readonly seconds: number
}

const nothingTold = endedWithoutWork({
  state: "lost",
  reason: "its executor says no more of it",
})

/** Watches a job to its end: what happens goes into the ledger and to whoever watches the run. */
export const followJob = Effect.fnUntraced(function* (
  { stage, record, entry, log, attempt, slot }: FollowedJob,
  onEvent: (event: RunEvent) => Effect.Effect<void>,
): Effect.fn.Return<Followed, ExecutorError, Executor> {
  const { watch } = yield* Executor
  let started = yield* steadyTime
  let last = 0
  let ended: JobEnded = nothingTold
  const { handle } = record
  const events = handle === null ? Stream.empty : watch(handle)
  yield* Stream.runForEach(events, (happened) => {
    switch (happened.event) {
      case "queued":
        return Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const { reason, start } = happened
          const startsIn = start === undefined ? null : Math.max(0, (start - now) / 1000)
          return Effect.andThen(
            entry.waiting(reason),
            onEvent({ event: "queued", stage, reason, startsIn }),
          )
        })
      case "started":
        return Effect.flatMap(steadyTime, (now) => {
          started = now
          return Effect.andThen(
            entry.running(happened.where),
            onEvent({ event: "stageStarted", stage, attempt, log, slot }),
          )
        })
      case "progress": {
        const { line, peakMemory } = happened
        const { step, steps, loss = null, rate = null, terms = {} } = line
        last = step
        return Effect.andThen(
          entry.progress(line, peakMemory),
          onEvent({ event: "progress", stage, step, steps, loss, rate, terms, peakMemory }),
        )
      }
      case "warning": {
        const { text } = happened
        return Effect.andThen(entry.warned(text), onEvent({ event: "warning", stage, text }))
      }
      case "ended":
        return Effect.sync(() => void (ended = happened))
    }
  })
  // One that an earlier run handed in had started before it was watched here.
  const seconds = ended.usage.seconds ?? ((yield* steadyTime) - started) / 1000
  return { ended, step: last, seconds }
})
