import { hostname } from "node:os"
import { DateTime, Effect } from "effect"
import type { Stage } from "../plan/stage.ts"
import type { Attempt } from "../store/attempt.ts"
import { Store } from "../store/store.ts"
import type { WorkerEnd } from "./runWorker.ts"

/** What the ledger keeps of an attempt's surroundings. */
export type Surroundings = Pick<Attempt, "commit" | "dirty" | "device" | "log">

/** An attempt in the ledger, from its beginning to its end. */
export interface LedgerEntry {
  /** ISO 8601. */
  readonly started: string
  readonly running: (pid: number) => Effect.Effect<void>
  readonly ended: (
    outcome: Attempt["outcome"],
    error: string | null,
    end?: Pick<WorkerEnd, "exit" | "peakMemory">,
  ) => Effect.Effect<void>
}

const now = Effect.map(DateTime.now, DateTime.formatIso)

/** Begins an attempt; nothing is written before its worker runs. */
export const ledgerEntry = Effect.fnUntraced(function* (
  { key, kind, label, arms }: Stage,
  surroundings: Surroundings,
): Effect.fn.Return<LedgerEntry, never, Store> {
  const { note } = yield* Store
  const started = yield* now
  let attempt: Attempt = {
    key,
    kind,
    label,
    arms,
    ...surroundings,
    host: hostname(),
    pid: null,
    started,
    ended: null,
    outcome: "running",
    exit: null,
    error: null,
    peakMemory: null,
  }
  const write = (change: Partial<Attempt>) =>
    Effect.suspend(() => {
      attempt = { ...attempt, ...change }
      // The work that the ledger is about must not be lost for a line in it.
      return Effect.ignore(note(attempt))
    })
  return {
    started,
    running: (pid) => write({ pid }),
    ended: (outcome, error, end = { exit: null, peakMemory: null }) =>
      Effect.flatMap(now, (ended) => write({ outcome, error, ended, ...end })),
  }
})
