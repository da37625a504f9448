import { Effect, Result, Semaphore, type FileSystem, type Scope } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import type { Fault } from "../../dsl/fault.ts"
import { Executor, type Expected } from "../executors/executor.ts"
import { missingStages } from "../plan/missing.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { Stage } from "../plan/stage.ts"
import { readCommit, readDiff } from "../store/commit.ts"
import { Store } from "../store/store.ts"
import type { StoreError } from "../store/storeError.ts"
import type { AttemptOptions } from "./finishJob.ts"
import { makeStage } from "./makeStage.ts"
import type { StageResult } from "./nextTry.ts"
import { openIfPresent } from "./openIfPresent.ts"
import { priorities } from "./priority.ts"
import { steadyTime } from "../units/steadyTime.ts"

/** How a plan is run. */
export interface RunOptions extends AttemptOptions {
  /** What a stage is expected to take. Default: nothing is known of any. */
  readonly expected?: (stage: Stage) => Expected
  /** Folder whose Git commit is recorded with the artifacts. Default: the current one. */
  readonly workspace?: string
}

/** What became of a run. It is complete if nothing failed. */
export interface RunOutcome {
  readonly made: readonly Stage[]
  /** Stages whose artifacts the store had, or another runner made. */
  readonly skipped: readonly Stage[]
  readonly failed: readonly {
    readonly stage: Stage
    readonly faults: readonly Fault[]
    readonly log: string | null
  }[]
  /** Stages that did not run, each with the failed one that it needs. */
  readonly blocked: readonly { readonly stage: Stage; readonly because: Stage }[]
  readonly seconds: number
}

type Settled =
  | StageResult
  | { readonly state: "present"; readonly folder: string }
  | { readonly state: "blocked"; readonly because: Stage }

type Services = Store | FileSystem.FileSystem | Executor

const nothingKnown: Expected = { seconds: null, memory: null, gpuMemory: null }

/** Artifacts that are compared with their hashes at once. */
const readers = 4

/**
 * Runs the stages of a plan that the store lacks, each as a job of the executor: in the order of
 * their dependencies, as many at once as it takes, the longest way to the end first. A stage that fails
 * stops only what needs it. When interrupted it stops its jobs; run again, it goes on.
 */
export const runPlan = Effect.fn("runPlan")(function* (
  plan: Plan,
  options: RunOptions,
): Effect.fn.Return<
  RunOutcome,
  StoreError,
  Services | ChildProcessSpawner.ChildProcessSpawner | Scope.Scope
> {
  const store = yield* Store
  const begun = yield* steadyTime
  // Before it is seen what is there: gc keeps that from now on.
  yield* store.announce(plan.stages.flatMap(({ key }) => [key, store.accepted.get(key)?.of ?? key]))
  const workspace = options.workspace ?? process.cwd()
  const commit = yield* readCommit(workspace)
  const diff = commit?.dirty === true ? yield* store.keepDiff(yield* readDiff(workspace)) : null
  const present = yield* Effect.filter(plan.stages, store.has, { concurrency: readers })
  const toRun = missingStages(plan, new Set(present.map((stage) => stage.key)))
  const lacking = new Set(toRun.map((stage) => stage.key))
  const { capacity } = yield* Executor
  const { expected = () => nothingKnown } = options
  const seconds = new Map(
    toRun.flatMap((stage) => {
      const own = expected(stage).seconds
      return own === null ? [] : [[stage.key, own] as const]
    }),
  )
  yield* options.onEvent({ event: "runStarted", toRun, ...capacity, expected: seconds })

  const reading = yield* Semaphore.make(readers)
  const priority = priorities(plan.stages, (stage) => expected(stage).seconds)
  const results = new Map<string, { readonly stage: Stage; readonly settled: Settled }>()
  const settling = new Map<string, Effect.Effect<Settled, never, Services>>()

  const settle = Effect.fnUntraced(function* (stage: Stage) {
    const folder = lacking.has(stage.key)
      ? null
      : yield* reading.withPermits(1)(openIfPresent(stage, options.onEvent))
    if (folder !== null) return { state: "present", folder } as const
    const inputs = yield* Effect.forEach(
      Object.entries(stage.inputs),
      ([name, key]) =>
        Effect.map(settling.get(key) ?? Effect.never, (settled) => ({ name, key, settled })),
      { concurrency: "unbounded" },
    )
    const folders: Record<string, string> = {}
    for (const { name, key, settled } of inputs) {
      if (settled.state === "blocked") return settled
      if (settled.state === "failed")
        return { state: "blocked", because: results.get(key)?.stage ?? stage } as const
      folders[name] = settled.folder
    }
    return yield* makeStage(
      { stage, inputs: folders, commit, diff },
      { ...options, priority: priority.get(stage.key) ?? 0, expected: expected(stage) },
    )
  })

  const report = (stage: Stage, settled: Settled): Effect.Effect<void> => {
    results.set(stage.key, { stage, settled })
    if (settled.state === "made")
      return options.onEvent({ event: "stageDone", stage, seconds: settled.seconds })
    if (settled.state === "blocked")
      return options.onEvent({ event: "stageBlocked", stage, because: settled.because })
    if (settled.state === "present") return Effect.void
    const { faults, log } = settled
    return options.onEvent({ event: "stageFailed", stage, faults, log })
  }

  for (const stage of plan.stages) {
    const once = settle(stage).pipe(
      Effect.result,
      Effect.map((settled): Settled =>
        Result.isSuccess(settled)
          ? settled.success
          : { state: "failed", faults: settled.failure.faults, log: null },
      ),
      Effect.tap((settled) => report(stage, settled)),
    )
    settling.set(stage.key, yield* Effect.cached(once))
  }
  yield* Effect.forEach(
    new Set([...plan.wanted, ...lacking]),
    (key) => settling.get(key) ?? Effect.void,
    {
      concurrency: "unbounded",
      discard: true,
    },
  )

  const all = [...results.values()]
  const inState = (state: Settled["state"]) =>
    all.filter(({ settled }) => settled.state === state).map(({ stage }) => stage)
  return {
    made: inState("made"),
    skipped: [...inState("present"), ...present.filter((stage) => !results.has(stage.key))],
    failed: all.flatMap(({ stage, settled }) =>
      settled.state === "failed" ? [{ stage, faults: settled.faults, log: settled.log }] : [],
    ),
    blocked: all.flatMap(({ stage, settled }) =>
      settled.state === "blocked" ? [{ stage, because: settled.because }] : [],
    ),
    seconds: ((yield* steadyTime) - begun) / 1000,
  }
}, Effect.scoped)
