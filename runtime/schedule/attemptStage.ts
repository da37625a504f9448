import { randomUUID } from "node:crypto"
import { Effect, FileSystem, Schema, type Scope, Struct } from "effect"
import { Executor, type Place } from "../executors/executor.ts"
import { WorkerSpecJson, type WorkerSpec } from "../executors/workerSpec.ts"
import type { Stage } from "../plan/stage.ts"
import type { Commit } from "../store/commit.ts"
import { Store } from "../store/store.ts"
import { inStoreWords, type StoreError } from "../store/storeError.ts"
import {
  finishJob,
  type AttemptOptions,
  type Finished,
  type JobAtWork,
  type AtWork,
} from "./finishJob.ts"
import { clearJob, clearJobs, jobFiles, writeJobRecord, type JobRecord } from "./jobRecord.ts"
import { keptThreads } from "./keptThreads.ts"
import { newAttempt } from "./ledgerEntry.ts"
import type { Placement } from "./placement.ts"

/** A stage whose inputs are there. */
export interface ReadyStage {
  readonly stage: Stage
  /** Folders of its inputs, by name. */
  readonly inputs: Readonly<Record<string, string>>
  readonly commit: Commit | null
  /** Path below the store of what was not committed. */
  readonly diff: string | null
  readonly placement: Placement
  /** 1 for the first in this run. */
  readonly attempt: number
}

/** Writes a worker's orders where they are read, beside an empty folder for what it makes. */
const writeSpec = Effect.fnUntraced(function* (
  { stage, inputs, placement: { microBatch } }: ReadyStage,
  { device }: Place,
  threads: number,
  checkpoint: string,
  token: string,
): Effect.fn.Return<WorkerSpec, StoreError, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const { configured } = stage
  const { out, spec: file } = jobFiles(checkpoint, token)
  const spec = {
    ...Struct.pick(stage, ["kind", "key", "label", "seed", "code"]),
    inputs,
    out,
    checkpoint,
    device,
    threads,
    body: configured.record.body,
    settings: { ...configured.settings },
    ...(microBatch === null ? {} : { microBatch }),
    ...(configured.devices === 1 ? {} : { devices: configured.devices }),
  }
  const text = yield* Effect.orDie(Schema.encodeEffect(WorkerSpecJson)(spec))
  yield* clearJobs(checkpoint)
  yield* fs
    .makeDirectory(out, { recursive: true })
    .pipe(
      Effect.andThen(fs.writeFileString(file, text)),
      inStoreWords("write a worker's orders", file),
    )
  return spec
})

/**
 * A job until the scope closes: then it is stopped if need be, and what it left is removed, unless it
 * is to go on by itself.
 */
const untilClosed = Effect.fnUntraced(function* (
  checkpoint: string,
  job: JobAtWork,
  { leaveJobs = Effect.succeed(false) }: AttemptOptions,
): Effect.fn.Return<void, never, Executor | FileSystem.FileSystem | Scope.Scope> {
  const { outlives, find, stop } = yield* Executor
  const fs = yield* FileSystem.FileSystem
  const end = Effect.gen(function* () {
    if (outlives && !job.isOver && (yield* leaveJobs)) return
    const handle = job.isOver ? null : (job.record.handle ?? (yield* find(job.record.token)))
    if (handle !== null) yield* stop(handle)
    yield* clearJob(checkpoint, job.record.token)
  })
  yield* Effect.addFinalizer(() =>
    end.pipe(Effect.ignore, Effect.provideService(FileSystem.FileSystem, fs)),
  )
})

/** Tries once to make a stage's artifact, with a job in a place. */
export const attemptStage = Effect.fn("attemptStage")(function* (
  ready: ReadyStage,
  place: Place,
  options: AttemptOptions,
): AtWork<Finished, Scope.Scope> {
  const { stage, commit, diff, attempt: number, placement } = ready
  const store = yield* Store
  const { outlives, name: executor } = yield* Executor
  const checkpoint = yield* store.checkpoint(stage)
  const token = randomUUID()
  const threads = yield* keptThreads(checkpoint, place.threads)
  const spec = yield* writeSpec(ready, place, threads, checkpoint, token)
  const log = yield* store.newLog(stage)
  const attempt = yield* newAttempt(stage, {
    ...(commit ?? { commit: null, dirty: null }),
    diff,
    device: place.device,
    threads,
    log,
    ...(place.room === null ? {} : { room: place.room }),
    ...(placement.microBatch === null ? {} : { microBatch: placement.microBatch }),
    ...(place.cards === 1 ? {} : { cards: place.cards }),
  })
  const job: JobAtWork = {
    record: { token, executor, handle: null, attempt },
    place,
    isOver: false,
  }
  yield* untilClosed(checkpoint, job, options)
  const keep = (record: JobRecord) => {
    job.record = record
    return outlives ? writeJobRecord(checkpoint, record) : Effect.void
  }
  yield* keep(job.record)
  const { spec: file } = jobFiles(checkpoint, token)
  yield* place.submit({ token, spec, file, log }).pipe(
    Effect.flatMap((handle) => keep({ ...job.record, handle })),
    Effect.uninterruptible,
  )
  return yield* finishJob(stage, number, checkpoint, job, options)
}, Effect.scoped)

/** Goes on with a job that an earlier process handed in; null if its executor knows nothing of it. */
export const adoptJob = Effect.fn("adoptJob")(function* (
  stage: Stage,
  number: number,
  record: JobRecord,
  options: AttemptOptions,
): AtWork<Finished | null, Scope.Scope> {
  const { checkpoint: folderOf } = yield* Store
  const { find } = yield* Executor
  const checkpoint = yield* folderOf(stage)
  const handle = record.handle ?? (yield* find(record.token))
  if (handle === null) {
    yield* clearJobs(checkpoint)
    return null
  }
  const job: JobAtWork = { record: { ...record, handle }, place: null, isOver: false }
  yield* untilClosed(checkpoint, job, options)
  return yield* finishJob(stage, number, checkpoint, job, options)
}, Effect.scoped)
