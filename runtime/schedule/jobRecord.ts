import { join } from "node:path"
import { Effect, FileSystem, Option, Schema } from "effect"
import { JobHandle } from "../executors/job.ts"
import { Attempt } from "../store/attempt.ts"
import { StoreError } from "../store/storeError.ts"
import { fault } from "../../dsl/fault.ts"
import { readJsonFile, writeJsonFile } from "../files/jsonFile.ts"

/**
 * A job at work on a stage. One that outlives this process is written down beside the stage's
 * checkpoint: before it is handed in, and again with its handle.
 */
const JobRecord = Schema.Struct({
  token: Schema.String,
  /** Name of the executor that it is handed to; earlier versions said it in the handle alone. */
  executor: Schema.optionalKey(Schema.String),
  handle: Schema.NullOr(JobHandle),
  /** The attempt in the ledger that it is. */
  attempt: Attempt,
})
export type JobRecord = typeof JobRecord.Type

const JobRecordJson = Schema.fromJsonString(JobRecord)

/** Name of the executor that a job was handed to; null where that is not known. */
export const executorOf = ({ executor, handle }: JobRecord): string | null =>
  executor ?? handle?.executor ?? null

const recordName = "job.json"

export const recordIn = (checkpoint: string): string => join(checkpoint, recordName)

const prefix = "job-"

/** Whether a name beside a checkpoint is of a job, and not of what the stage keeps. */
export const isOfJobs = (name: string): boolean => name === recordName || name.startsWith(prefix)

/** What lies where of a job: below the folder of the stage's checkpoint, which outlives processes. */
export const jobFiles = (checkpoint: string, token: string) => {
  const folder = join(checkpoint, `${prefix}${token}`)
  return {
    folder,
    out: join(folder, "artifact"),
    spec: join(folder, "spec.json"),
    /** Where the worker writes which files it made. */
    made: join(folder, "made.json"),
    /** Where it writes what is odd about the data that it read. */
    warnings: join(folder, "warnings.json"),
  }
}

/** The job that is written down beside a checkpoint; null if there is none. */
export const readJobRecord = Effect.fnUntraced(function* (
  checkpoint: string,
): Effect.fn.Return<JobRecord | null, never, FileSystem.FileSystem> {
  return Option.getOrNull(yield* readJsonFile(recordIn(checkpoint), JobRecordJson))
})

export const writeJobRecord = Effect.fnUntraced(function* (
  checkpoint: string,
  record: JobRecord,
): Effect.fn.Return<void, StoreError> {
  const file = recordIn(checkpoint)
  yield* writeJsonFile(file, JobRecordJson, record).pipe(
    Effect.mapError(
      ({ cause }) =>
        new StoreError({
          reason: "other",
          faults: [fault({ what: `cannot write down a job: ${String(cause)}`, where: { file } })],
        }),
    ),
  )
  // A write that went on after an interruption could come after the record was cleared.
}, Effect.uninterruptible)

/** Removes what one job left, and nothing of another runner's. */
export const clearJob = Effect.fnUntraced(function* (
  checkpoint: string,
  token: string,
): Effect.fn.Return<void, never, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const record = yield* readJobRecord(checkpoint)
  const ours = record?.token === token ? [recordIn(checkpoint)] : []
  yield* Effect.forEach([...ours, jobFiles(checkpoint, token).folder], (each) =>
    Effect.ignore(fs.remove(each, { recursive: true, force: true })),
  )
})

/** Removes what jobs that are over left beside a checkpoint: their records and their folders. */
export const clearJobs = Effect.fnUntraced(function* (
  checkpoint: string,
): Effect.fn.Return<void, never, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const names = yield* Effect.orElseSucceed(fs.readDirectory(checkpoint), () => [])
  const left = names.filter((name) => name.startsWith(prefix)).map((name) => join(checkpoint, name))
  yield* Effect.forEach([recordIn(checkpoint), ...left], (each) =>
    Effect.ignore(fs.remove(each, { recursive: true, force: true })),
  )
})
