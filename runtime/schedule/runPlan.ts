import { Clock, Effect, Result, Semaphore, type FileSystem } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import type { Fault } from "../../dsl/fault.ts"
import { missingStages } from "../plan/missing.ts"
import type { SlotGpu } from "../devices/deviceSlots.ts"
import type { Plan } from "../plan/planStudy.ts"
import type { Stage } from "../plan/stage.ts"
import { readCommit, readDiff } from "../store/commit.ts"
import { Store } from "../store/store.ts"
import type { StoreError } from "../store/storeError.ts"
import { outOfMemoryFault, type OutOfMemory } from "./outOfMemory.ts"
import {
  describePlacement,
  firstPlacement,
  isRefusal,
  nextPlacement,
  type Placement,
} from "./placement.ts"
import { remainingWork } from "./priority.ts"
import { runStage, type StageResult, type WorkerOptions } from "./runStage.ts"
import { makeSlots, type Place } from "./slots.ts"

/** How a plan is run. */
export interface RunOptions extends WorkerOptions {
  /** Workers at once. */
  readonly slots: number
  /** Bytes that workers may take together. Default: they are not counted. */
  readonly memory?: number | undefined
  /** Names of the slots' devices, to be shown. Default: none. */
  readonly devices?: readonly string[]
  /** Bytes that a stage is expected to take; null where nothing is known. Default: of no stage. */
  readonly expectedMemory?: (stage: Stage) => number | null
  /** The GPU of a slot, from 0; null without one. Default: none has any. */
  readonly gpuOf?: (slot: number) => SlotGpu | null
  /** Bytes of a GPU that a stage is expected to take; null where nothing is known. Default: of no stage. */
  readonly expectedGpuMemory?: (stage: Stage) => number | null
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

type Services = Store | FileSystem.FileSystem | ChildProcessSpawner.ChildProcessSpawner

/** How often another runner's stage is looked at. */
const poll = "1 second"
/** Artifacts that are compared with their hashes at once. */
const readers = 4

/** The verified folder of an artifact that the store has; a corrupt one is set aside. */
const openIfPresent = Effect.fnUntraced(function* (stage: Stage, options: RunOptions) {
  const store = yield* Store
  const { onEvent } = options
  return yield* store.open(stage).pipe(
    Effect.tap(() => onEvent({ event: "stageSkipped", stage })),
    Effect.catchTags({
      ArtifactMissing: () => Effect.succeed(null),
      ArtifactCorrupt: ({ faults }) =>
        Effect.flatMap(store.setAside(stage), (folder) =>
          Effect.as(onEvent({ event: "setAside", stage, faults, folder }), null),
        ),
    }),
  )
})

/**
 * Runs the stages of a plan that the store lacks, each in a process of its own: in the order of their
 * dependencies, up to `slots` at once, the longest way to the end first. A stage that fails stops only
 * what needs it. When interrupted it stops its workers; run again, it goes on.
 */
export const runPlan = Effect.fn("runPlan")(function* (
  plan: Plan,
  options: RunOptions,
): Effect.fn.Return<RunOutcome, StoreError, Services> {
  const store = yield* Store
  const begun = yield* Clock.currentTimeMillis
  const workspace = options.workspace ?? process.cwd()
  const commit = yield* readCommit(workspace)
  const diff = commit?.dirty === true ? yield* store.keepDiff(yield* readDiff(workspace)) : null
  const present = yield* Effect.filter(plan.stages, (stage) => store.has(stage))
  const toRun = missingStages(plan, new Set(present.map((stage) => stage.key)))
  const lacking = new Set(toRun.map((stage) => stage.key))
  const { devices = [], memory = null } = options
  yield* options.onEvent({ event: "runStarted", toRun, slots: options.slots, devices, memory })

  const slots = makeSlots(options.slots, memory, options.gpuOf)
  const reading = yield* Semaphore.make(readers)
  const work = remainingWork(plan.stages)
  const results = new Map<string, { readonly stage: Stage; readonly settled: Settled }>()
  const settling = new Map<string, Effect.Effect<Settled, never, Services>>()

  /**
   * Runs the stage when there is a place for it, unless another runner is at it: then waits for that
   * one. Where memory runs out it gets another place, with more room.
   */
  const make = (
    stage: Stage,
    inputs: Readonly<Record<string, string>>,
    placement: Placement,
    before: OutOfMemory | null,
  ): Effect.Effect<Settled, StoreError, Services> => {
    const claim = {
      priority: work.get(stage.key) ?? 0,
      memory: options.expectedMemory?.(stage) ?? null,
      gpuMemory: options.expectedGpuMemory?.(stage) ?? null,
      alone: placement.alone,
    }
    const once = Effect.fnUntraced(function* (place: Place, leave: Effect.Effect<void>) {
      if (!(yield* store.lease(stage))) return null
      const folder = yield* openIfPresent(stage, options)
      if (folder !== null) return { state: "present", folder } as const
      const attempts = before?.attempts ?? 0
      const ready = { stage, inputs, commit, diff, place, leave, placement, attempts }
      const made = yield* runStage(ready, options)
      // One that ran alone, or had a device of its own, had all there is.
      const hadAll =
        made.state === "outOfMemory" && (made.of === "device" ? place.hasDevice : place.alone)
      return hadAll ? { ...made, hadAll } : made
    }, Effect.scoped)
    return Effect.gen(function* () {
      const made = yield* slots.within(claim, once)
      if (made === null) {
        yield* options.onEvent({ event: "waiting", stage })
        yield* Effect.sleep(poll)
        return yield* make(stage, inputs, placement, before)
      }
      if (made.state !== "outOfMemory") {
        if (before === null || !isRefusal(made, placement)) return made
        const faults = [outOfMemoryFault(stage, before, { ...placement, microBatch: null })]
        return { state: "failed", faults, log: before.log } as const
      }
      const tried = "hadAll" in made ? { ...placement, alone: true } : placement
      const next = nextPlacement(stage, tried)
      if (next === null) {
        const faults = [outOfMemoryFault(stage, made, tried)]
        return { state: "failed", faults, log: made.log } as const
      }
      yield* options.onEvent({
        event: "retry",
        stage,
        attempt: made.attempts + 1,
        reason: `ran out of memory (${made.text}), it goes on ${describePlacement(next)}`,
      })
      return yield* make(stage, inputs, next, made)
    })
  }

  const settle = Effect.fnUntraced(function* (stage: Stage) {
    const folder = lacking.has(stage.key)
      ? null
      : yield* reading.withPermits(1)(openIfPresent(stage, options))
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
    return yield* make(stage, folders, firstPlacement, null)
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
    seconds: ((yield* Clock.currentTimeMillis) - begun) / 1000,
  }
})
