import { secondsAtWork, type Attempt } from "../store/attempt.ts"

/** How an attempt stands now: a runner that was killed leaves `running` behind. */
type Standing = Attempt["outcome"]

/** Whether the worker of a running attempt is known to be gone. */
export type IsGone = (attempt: Attempt) => boolean

/** What the ledger says of all stages. */
export interface Status {
  /** Attempts that run now. */
  readonly running: readonly Attempt[]
  /** Stages whose latest attempt did not come to an end: a run goes on from their checkpoints. */
  readonly stopped: readonly Attempt[]
  /** Stages whose latest attempt failed. */
  readonly failed: readonly Attempt[]
  /** How many stages are done. */
  readonly done: number
  /** Seconds that attempts took, all in all. */
  readonly seconds: number
}

const standingOf = (attempt: Attempt, isGone: IsGone): Standing =>
  attempt.outcome === "running" && isGone(attempt) ? "lost" : attempt.outcome

/** The state of every stage by its latest attempt. Attempts come oldest first. */
export const statusOf = (attempts: readonly Attempt[], isGone: IsGone): Status => {
  const latest = new Map(attempts.map((attempt) => [attempt.key, attempt]))
  const inState = (...states: readonly Standing[]) =>
    [...latest.values()].filter((attempt) => states.includes(standingOf(attempt, isGone)))
  return {
    running: inState("running"),
    stopped: inState(
      "interrupted",
      "crashed",
      "outOfMemory",
      "cancelled",
      "preempted",
      "timedOut",
      "lost",
    ),
    failed: inState("failed"),
    done: inState("done").length,
    seconds: attempts.reduce((sum, attempt) => sum + (secondsAtWork(attempt) || 0), 0),
  }
}
