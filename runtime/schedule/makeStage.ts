import { Effect, type Scope } from "effect"
import { fault } from "../../dsl/fault.ts"
import { Executor, ExecutorError, type Expected } from "../executors/executor.ts"
import type { Stage } from "../plan/stage.ts"
import { Store } from "../store/store.ts"
import type { StoreError } from "../store/storeError.ts"
import { adoptJob, attemptStage, type ReadyStage } from "./attemptStage.ts"
import type { AttemptOptions, Finished, AtWork } from "./finishJob.ts"
import { executorOf, readJobRecord, recordIn, type JobRecord } from "./jobRecord.ts"
import { nextTry, noTries, type StageResult, type Tries } from "./nextTry.ts"
import { openIfPresent } from "./openIfPresent.ts"

/** What an attempt met before it began. */
type Met =
  | Finished
  | { readonly state: "present"; readonly folder: string }
  /** Another runner is at this stage. */
  | "elsewhere"
  /** A job is written down that was not before, or is no more: to be looked at again. */
  | "changed"

/** How often another runner's stage is looked at. */
const poll = "1 second"

/** How a stage is made: its urgency, what it is expected to take, who is told. */
export interface MakeOptions extends AttemptOptions {
  readonly priority: number
  readonly expected: Expected
}

/** Takes the lease of a stage, then does the work, unless another runner has the one or did the other. */
const underLease = Effect.fnUntraced(function* <R>(
  stage: Stage,
  options: MakeOptions,
  work: Effect.Effect<Met, StoreError | ExecutorError, R>,
): Effect.fn.Return<Met, StoreError | ExecutorError, R | Store | Scope.Scope> {
  const { lease } = yield* Store
  const held = yield* lease(stage)
  if (held === null) return "elsewhere"
  const folder = yield* openIfPresent(stage, options.onEvent)
  if (folder !== null) return { state: "present", folder }
  // One that took us for dead has the stage by then: our job is stopped.
  return yield* Effect.raceFirst(work, Effect.as(held.lost, "elsewhere" as const))
})

/** The job of another executor may be at work still, and what it makes lies beside the checkpoint. */
const isAnothers = ({ label }: Stage, executor: string, file: string): ExecutorError =>
  new ExecutorError({
    faults: [
      fault({
        what: `${label}: a job of the executor ${executor} was handed in for it, and may be at work`,
        where: { file },
        expected: "one job for a stage",
        hint: `run with that executor, which goes on with the job; or end the job there and remove this file`,
      }),
    ],
  })

/** Goes on with a job that is written down, if this executor placed it. */
const goOn = Effect.fnUntraced(function* (
  { stage, attempt }: ReadyStage,
  checkpoint: string,
  record: JobRecord,
  options: MakeOptions,
): AtWork<Met, Scope.Scope> {
  const { name } = yield* Executor
  const executor = executorOf(record) ?? name
  if (executor !== name) return yield* isAnothers(stage, executor, recordIn(checkpoint))
  return (yield* adoptJob(stage, attempt, record, options)) ?? "changed"
})

const once = Effect.fnUntraced(function* (
  ready: ReadyStage,
  options: MakeOptions,
): AtWork<Met, Scope.Scope> {
  const { stage, placement } = ready
  const { place, outlives } = yield* Executor
  const { checkpointOf } = yield* Store
  const checkpoint = checkpointOf(stage)
  const before = outlives ? yield* readJobRecord(checkpoint) : null
  if (before !== null)
    return yield* underLease(stage, options, goOn(ready, checkpoint, before, options))
  const { priority, expected } = options
  const { devices } = stage.configured
  const { alone } = placement
  const given = yield* place({ ...expected, priority, alone, devices })
  const attempt = Effect.gen(function* (): AtWork<Met, Scope.Scope> {
    const record = yield* readJobRecord(checkpoint)
    if (record === null) return yield* attemptStage(ready, given, options)
    // Who held the lease since handed a job in, and died: it is gone on with, which takes no place.
    return outlives ? "changed" : yield* goOn(ready, checkpoint, record, options)
  })
  return yield* underLease(stage, options, attempt)
}, Effect.scoped)

/**
 * Makes a stage's artifact when there is a place for it, unless another runner is at it: then waits for
 * that one. A job that an earlier process left at work is gone on with.
 */
export const makeStage = Effect.fn("makeStage")(function* (
  ready: Omit<ReadyStage, "placement" | "attempt">,
  options: MakeOptions,
): AtWork<StageResult | { readonly state: "present"; readonly folder: string }> {
  const { stage } = ready
  const { onEvent } = options
  let tries: Tries = noTries
  for (;;) {
    const { placement, attempts } = tries
    const met = yield* once({ ...ready, placement, attempt: attempts + 1 }, options)
    if (met === "changed") continue
    if (met === "elsewhere") {
      yield* onEvent({ event: "waiting", stage })
      yield* Effect.sleep(poll)
      continue
    }
    if ("state" in met) return met
    const next = nextTry(stage, tries, met)
    if ("result" in next) return next.result
    tries = next.again
    yield* onEvent({ event: "retry", stage, attempt: tries.attempts + 1, reason: next.reason })
  }
})
