import { hostname } from "node:os"
import { DateTime, Effect, Struct } from "effect"
import type { JobEnded, JobPlace } from "../executors/job.ts"
import type { ProgressLine } from "../executors/workerLine.ts"
import type { Stage } from "../plan/stage.ts"
import type { Attempt } from "../store/attempt.ts"
import { Store } from "../store/store.ts"
import { steadyTime } from "../units/steadyTime.ts"

/** What the ledger keeps of an attempt's surroundings. */
export type Surroundings = Pick<
  Attempt,
  "commit" | "dirty" | "diff" | "device" | "threads" | "log" | "room" | "microBatch" | "cards"
>

/** An attempt in the ledger, from its beginning to its end. */
export interface LedgerEntry {
  readonly running: (where: JobPlace) => Effect.Effect<void>
  /** Its job in a batch system waits, for a reason in words. */
  readonly waiting: (reason: string) => Effect.Effect<void>
  /** Writes how far the worker is, at most every few seconds. */
  readonly progress: (line: ProgressLine, peakMemory: number | null) => Effect.Effect<void>
  readonly warned: (text: string) => Effect.Effect<void>
  readonly ended: (
    outcome: Attempt["outcome"],
    error: string | null,
    end?: Pick<JobEnded, "exit" | "usage">,
  ) => Effect.Effect<void>
}

/** Least time between two writings of an attempt's progress, ms. */
const progressEvery = 2000

const now = Effect.map(DateTime.now, DateTime.formatIso)

/** Gives the time by the clock as it was set when this was made: durations do not jump with it. */
const clockFromNow = Effect.gen(function* () {
  const offset = (yield* DateTime.now).epochMilliseconds - (yield* steadyTime)
  return Effect.map(steadyTime, (time) => new Date(offset + time).toISOString())
})

/** An attempt that begins now. */
export const newAttempt = (stage: Stage, surroundings: Surroundings): Effect.Effect<Attempt> =>
  Effect.map(now, (started) => ({
    ...Struct.pick(stage, ["key", "kind", "label", "arms", "seed"]),
    ...surroundings,
    host: hostname(),
    pid: null,
    started,
    ended: null,
    outcome: "running",
    exit: null,
    progress: null,
    error: null,
    peakMemory: null,
  }))

/** Keeps an attempt in the ledger; nothing is written before its worker runs. */
export const ledgerEntry = Effect.fnUntraced(function* (
  begun: Attempt,
  /** Number of its job in a batch system; null where there is none. */
  number: string | null = null,
): Effect.fn.Return<LedgerEntry, never, Store> {
  const { note } = yield* Store
  const clock = yield* clockFromNow
  let attempt = begun
  let written = Number.NEGATIVE_INFINITY
  const write = (change: Partial<Attempt>) =>
    Effect.suspend(() => {
      attempt = { ...attempt, ...change }
      // The work that the ledger is about must not be lost for a line in it.
      return Effect.ignore(note(attempt))
    })
  return {
    running: (where) =>
      write({ ...where, ...(number === null ? {} : { job: { number, waits: null } }) }),
    waiting: (waits) => (number === null ? Effect.void : write({ job: { number, waits } })),
    progress: ({ step, steps, rate = null, loss = null, flops = null, voxels }, peakMemory) =>
      Effect.flatMap(steadyTime, (time) => {
        const counted = voxels === undefined ? {} : { voxels }
        const progress = { step, steps, rate, loss, flops, ...counted }
        if (time - written < progressEvery && step < steps) {
          attempt = { ...attempt, progress, peakMemory }
          return Effect.void
        }
        written = time
        return write({ progress, peakMemory })
      }),
    // A job that is watched anew says again what it said.
    warned: (text) => write({ warnings: [...new Set([...(attempt.warnings ?? []), text])] }),
    ended: (outcome, error, end) =>
      Effect.flatMap(clock, (ended) => {
        const { peakMemory = null, peakGpuMemory = null, seconds } = end?.usage ?? {}
        return write({
          outcome,
          error,
          ended,
          exit: end?.exit ?? null,
          peakMemory: peakMemory ?? attempt.peakMemory,
          ...(peakGpuMemory === null ? {} : { peakGpuMemory }),
          ...(seconds === undefined ? {} : { seconds }),
        })
      }),
  }
})
