import { Clock, Effect, FileSystem, Schema, type Duration, type Scope } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import type { Fault } from "../../dsl/fault.ts"
import { stageAddress, type Stage } from "../plan/stage.ts"
import type { Commit } from "../store/commit.ts"
import type { Draft } from "../store/seal.ts"
import { Store } from "../store/store.ts"
import { inStoreWords, type StoreError } from "../store/storeError.ts"
import type { RunEvent } from "./event.ts"
import { ledgerEntry } from "./ledgerEntry.ts"
import { limited } from "./limited.ts"
import { outOfMemoryReason, systemKills, type OutOfMemory } from "./outOfMemory.ts"
import type { Placement } from "./placement.ts"
import { runWorker, type WorkerOrder } from "./runWorker.ts"
import type { Place } from "./slots.ts"
import { WorkerSpecJson } from "./workerSpec.ts"

/** How workers are started, and who is told. */
export interface WorkerOptions {
  /** Program and arguments of a worker, such as `["node", "runtime/executors/local/worker.ts"]`. */
  readonly workerCommand: WorkerOrder["command"]
  readonly device: string
  readonly threadsPerSlot: number
  /** What a worker of a slot, from 0, gets in its environment beside the runner's. Default: nothing. */
  readonly environmentOf?: (slot: number) => Readonly<Record<string, string>>
  /** The most that a process has held of its GPU, bytes; null where that is not seen. Default: of none. */
  readonly gpuMemoryOf?: (pid: number) => number | null
  /** Time a worker has to checkpoint and leave when the run is stopped. Default: 20 seconds. */
  readonly stopWithin?: Duration.Input
  readonly onEvent: (event: RunEvent) => Effect.Effect<void>
}

/** What came of a stage. */
export type StageResult =
  | { readonly state: "made"; readonly folder: string; readonly seconds: number }
  | { readonly state: "failed"; readonly faults: readonly Fault[]; readonly log: string | null }

type Tried =
  | StageResult
  | OutOfMemory
  | { readonly state: "crashed"; readonly reason: string; readonly log: string }

/** A stage that is ready to run. */
export interface ReadyStage {
  readonly stage: Stage
  /** Folders of its inputs, by name. */
  readonly inputs: Readonly<Record<string, string>>
  readonly commit: Commit | null
  /** Path below the store of what was not committed. */
  readonly diff: string | null
  readonly place: Place
  /** Gives the place to the next stage; the worker has ended by then. */
  readonly leave: Effect.Effect<void>
  readonly placement: Placement
  /** Attempts in this run so far. */
  readonly attempts: number
}

/** A worker that dies is started again this often. */
const retries = 2

const died = (stage: Stage, reason: string, log: string): Fault => ({
  what: `${stage.label}: its worker ${reason}, ${retries + 1} times`,
  where: { file: log },
  expected: "a worker that ends its work or says what is wrong",
  hint: "read the log; if memory ran out, use a smaller batch, fewer slots or less --memory",
})

const notStarted = (stage: Stage, command: readonly string[], why: string): Fault => ({
  what: `${stage.label}: its worker does not start: ${why}`,
  where: {},
  expected: `a program: ${command.join(" ")}`,
})

const writeSpec = Effect.fnUntraced(function* (
  { stage, inputs, placement: { microBatch } }: ReadyStage,
  draft: Draft,
  { device, threadsPerSlot }: WorkerOptions,
) {
  const fs = yield* FileSystem.FileSystem
  const { checkpoint } = yield* Store
  const { kind, key, label, seed } = stage
  const spec = Schema.encodeEffect(WorkerSpecJson)({
    kind,
    key,
    label,
    body: stageAddress(kind),
    settings: { ...stage.settings },
    seed,
    inputs,
    out: draft.folder,
    checkpoint: yield* checkpoint(stage),
    device,
    threads: threadsPerSlot,
    ...(microBatch === null ? {} : { microBatch }),
  })
  yield* fs
    .writeFileString(draft.spec, yield* Effect.orDie(spec))
    .pipe(inStoreWords("write a worker's orders", draft.spec))
})

const tryStage = Effect.fnUntraced(function* (
  ready: ReadyStage,
  attempt: number,
  begun: number,
  options: WorkerOptions,
): Effect.fn.Return<
  Tried,
  StoreError,
  Store | FileSystem.FileSystem | ChildProcessSpawner.ChildProcessSpawner | Scope.Scope
> {
  const { stage } = ready
  const { slot, room } = ready.place
  const { device, onEvent } = options
  // An accelerator maps its own memory into the process.
  const workerCommand = limited(
    options.workerCommand,
    device === "cpu" ? room : null,
    options.threadsPerSlot,
  )
  const reduced =
    ready.placement.microBatch === null ? {} : { microBatch: ready.placement.microBatch }
  const store = yield* Store
  const log = yield* store.newLog(stage)
  const draft = yield* Effect.acquireRelease(store.begin(stage), store.discard)
  yield* writeSpec(ready, draft, options)
  const { commit, dirty } = ready.commit ?? { commit: null, dirty: null }
  const entry = yield* ledgerEntry(stage, {
    commit,
    dirty,
    diff: ready.diff,
    device,
    log,
    ...(room === null ? {} : { room }),
    ...reduced,
    gpuMemoryOf: options.gpuMemoryOf,
  })
  const killsBefore = yield* systemKills

  const end = yield* runWorker({
    command: workerCommand,
    environment: options.environmentOf?.(slot) ?? {},
    spec: draft.spec,
    log,
    stopWithin: options.stopWithin ?? "20 seconds",
    onStart: (pid) =>
      Effect.andThen(
        entry.running(pid),
        onEvent({ event: "stageStarted", stage, attempt, log, slot }),
      ),
    onProgress: (line, peakMemory) => {
      const { step, steps, loss = null, rate = null, terms = {} } = line
      return Effect.andThen(
        entry.progress(line, peakMemory),
        onEvent({ event: "progress", stage, step, steps, loss, rate, terms, peakMemory }),
      )
    },
  }).pipe(
    Effect.onInterrupt(() => entry.ended("interrupted", null)),
    Effect.catch((error) => Effect.succeed(notStarted(stage, workerCommand, error.message))),
  )
  if ("what" in end) {
    yield* entry.ended("failed", end.what)
    return { state: "failed", faults: [end], log: null }
  }
  const { ending } = end
  const reason = yield* outOfMemoryReason(ending, log, killsBefore)
  if (reason !== null) {
    yield* entry.ended("outOfMemory", reason.text, end)
    const { peakMemory } = end
    return { state: "outOfMemory", ...reason, room, peakMemory, attempts: attempt, log }
  }
  if (ending.state === "crashed") {
    yield* entry.ended("crashed", ending.reason, end)
    return { state: "crashed", reason: ending.reason, log }
  }
  if (ending.state === "failed") {
    yield* entry.ended("failed", ending.faults.map((fault) => fault.what).join("; "), end)
    return { ...ending, log }
  }
  // What is left to do is the disk's: the next worker need not wait for it.
  yield* ready.leave
  const { key, kind, label, slice, seed, inputs, code } = stage
  const { started } = entry
  const seconds = ((yield* Clock.currentTimeMillis) - begun) / 1000
  const provenance = {
    key,
    kind,
    label,
    slice,
    seed,
    inputs,
    code,
    commit,
    dirty,
    device,
    ...reduced,
  }
  const folder = yield* store
    .seal(draft, { ...provenance, started, seconds })
    .pipe(Effect.tapError((error) => entry.ended("failed", error.message, end)))
  yield* entry.ended("done", null, end)
  return { state: "made", folder, seconds }
})

/**
 * Makes a stage's artifact with a worker of its own. A worker that dies is started again and goes on
 * from the checkpoint; one that says what is wrong is not, and one whose memory ran out needs another
 * place.
 */
export const runStage = Effect.fn("runStage")(function* (
  ready: ReadyStage,
  options: WorkerOptions,
): Effect.fn.Return<
  StageResult | OutOfMemory,
  StoreError,
  Store | FileSystem.FileSystem | ChildProcessSpawner.ChildProcessSpawner
> {
  const { stage, attempts } = ready
  const begun = yield* Clock.currentTimeMillis
  for (let crashes = 1; ; crashes++) {
    const attempt = attempts + crashes
    const tried = yield* Effect.scoped(tryStage(ready, attempt, begun, options))
    if (tried.state !== "crashed") return tried
    const { reason, log } = tried
    if (crashes > retries) return { state: "failed", faults: [died(stage, reason, log)], log }
    yield* options.onEvent({ event: "retry", stage, attempt: attempt + 1, reason })
  }
})
