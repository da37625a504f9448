import { hostname } from "node:os"
import { Clock, DateTime, Effect } from "effect"
import type { Stage } from "../plan/stage.ts"
import type { Attempt } from "../store/attempt.ts"
import { Store } from "../store/store.ts"
import type { WorkerEnd } from "./runWorker.ts"
import type { ProgressLine } from "./workerLine.ts"

/** What the ledger keeps of an attempt's surroundings. */
export type Surroundings = Pick<
  Attempt,
  "commit" | "dirty" | "diff" | "device" | "log" | "room" | "microBatch"
>

/** The most that a process has held of its GPU, bytes. */
type GpuMemoryOf = (pid: number) => number | null

/** An attempt in the ledger, from its beginning to its end. */
export interface LedgerEntry {
  /** ISO 8601. */
  readonly started: string
  readonly running: (pid: number) => Effect.Effect<void>
  /** Writes how far the worker is, at most every few seconds. */
  readonly progress: (line: ProgressLine, peakMemory: number | null) => Effect.Effect<void>
  readonly ended: (
    outcome: Attempt["outcome"],
    error: string | null,
    end?: Pick<WorkerEnd, "exit" | "peakMemory">,
  ) => Effect.Effect<void>
}

/** Least time between two writings of an attempt's progress, ms. */
const progressEvery = 2000

const now = Effect.map(DateTime.now, DateTime.formatIso)

/** Begins an attempt; nothing is written before its worker runs. */
export const ledgerEntry = Effect.fnUntraced(function* (
  { key, kind, label, arms, seed }: Stage,
  {
    gpuMemoryOf = () => null,
    ...surroundings
  }: Surroundings & { readonly gpuMemoryOf?: GpuMemoryOf | undefined },
): Effect.fn.Return<LedgerEntry, never, Store> {
  const { note } = yield* Store
  const started = yield* now
  let attempt: Attempt = {
    key,
    kind,
    label,
    arms,
    seed,
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
  }
  let written = 0
  const write = (change: Partial<Attempt>) =>
    Effect.suspend(() => {
      attempt = { ...attempt, ...change }
      // The work that the ledger is about must not be lost for a line in it.
      return Effect.ignore(note(attempt))
    })
  return {
    started,
    running: (pid) => write({ pid }),
    progress: ({ step, steps, rate = null, loss = null, flops = null }, peakMemory) =>
      Effect.flatMap(Clock.currentTimeMillis, (time) => {
        const progress = { step, steps, rate, loss, flops }
        if (time - written < progressEvery && step < steps) {
          attempt = { ...attempt, progress, peakMemory }
          return Effect.void
        }
        written = time
        return write({ progress, peakMemory })
      }),
    ended: (outcome, error, end = { exit: null, peakMemory: null }) =>
      Effect.flatMap(now, (ended) => {
        const held = attempt.pid === null ? null : gpuMemoryOf(attempt.pid)
        const peakGpuMemory = held === null ? {} : { peakGpuMemory: held }
        return write({ outcome, error, ended, ...end, ...peakGpuMemory })
      }),
  }
})
