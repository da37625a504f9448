import { Effect, type FileSystem } from "effect"
import { Executor, type ExecutorError, type Place } from "../executors/executor.ts"
import type { Ending } from "../executors/job.ts"
import type { Stage } from "../plan/stage.ts"
import type { Store } from "../store/store.ts"
import type { StoreError } from "../store/storeError.ts"
import type { RunEvent } from "./event.ts"
import { followJob, type Followed } from "./followJob.ts"
import { jobFiles, type JobRecord } from "./jobRecord.ts"
import { ledgerEntry } from "./ledgerEntry.ts"
import { sealJob } from "./sealJob.ts"

/** Work on a stage: the store and the executor may refuse. */
export type AtWork<A, R = never> = Effect.fn.Return<
  A,
  StoreError | ExecutorError,
  Store | FileSystem.FileSystem | Executor | R
>

/** Who is told, and what becomes of jobs that could go on when the run is stopped. */
export interface AttemptOptions {
  readonly onEvent: (event: RunEvent) => Effect.Effect<void>
  /**
   * Whether jobs that outlive this process are left at work when it is stopped: asked then. Default: they
   * are stopped.
   */
  readonly leaveJobs?: Effect.Effect<boolean> | undefined
}

/** A job that this process follows. */
export interface JobAtWork {
  record: JobRecord
  /** Null of one that an earlier process placed. */
  readonly place: Place | null
  isOver: boolean
}

/** What came of an attempt. */
export interface Finished extends Followed {
  readonly log: string
  /** Bytes that it could take; null where memory is not counted. */
  readonly room: number | null
  /** Whether it had all of the memory that ran out, if any did. */
  readonly hadAll: boolean
  /** The sealed artifact; null if it did not come to that. */
  readonly folder: string | null
}

/** What the ledger says of an ending. */
const textOf = (ending: Ending): string | null => {
  switch (ending.state) {
    case "done":
      return null
    case "failed":
      return ending.faults.map(({ what }) => what).join("; ")
    case "outOfMemory":
      return ending.text
    default:
      return ending.reason
  }
}

/** Follows a job to its end, and seals what it made. `attempt` is 1 for the first in this run. */
export const finishJob = Effect.fnUntraced(function* (
  stage: Stage,
  attempt: number,
  checkpoint: string,
  job: JobAtWork,
  { onEvent, leaveJobs = Effect.succeed(false) }: AttemptOptions,
): AtWork<Finished> {
  const { record, place } = job
  const { log, room = null } = record.attempt
  const { outlives } = yield* Executor
  const entry = yield* ledgerEntry(record.attempt, record.handle?.number ?? null)
  const slot = place?.slot ?? null
  const followed = yield* followJob({ stage, record, entry, log, attempt, slot }, onEvent).pipe(
    Effect.onInterrupt(() =>
      // Jobs that end with this process are not asked about.
      Effect.flatMap(outlives ? leaveJobs : Effect.succeed(false), (isLeft) =>
        isLeft ? Effect.void : entry.ended("interrupted", null),
      ),
    ),
  )
  job.isOver = true
  const { ended, seconds } = followed
  const { ending } = ended
  if (ending.state === "done") {
    // What is left to do is the disk's: the place is free by now.
    const files = jobFiles(checkpoint, record.token)
    const sealed = yield* sealJob(stage, files, record.attempt, seconds).pipe(
      Effect.catchTag("DraftLost", Effect.succeed),
      Effect.tapError((error) => entry.ended("failed", error.message, ended)),
    )
    if (typeof sealed === "string") {
      yield* entry.ended("done", null, ended)
      return { ...followed, log, room, folder: sealed, hadAll: false }
    }
    // Its work is gone, though nothing was wrong with it: as if it had died.
    const died = { state: "crashed", reason: sealed.message } as const
    yield* entry.ended("crashed", sealed.message, ended)
    return {
      ...followed,
      ended: { ...ended, ending: died },
      log,
      room,
      folder: null,
      hadAll: false,
    }
  }
  yield* entry.ended(ending.state, textOf(ending), ended)
  const ofDevice = ending.state === "outOfMemory" && ending.of === "device"
  const hadAll = place !== null && (ofDevice ? place.hasDevice : place.alone)
  return { ...followed, log, room, folder: null, hadAll }
})
