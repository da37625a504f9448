import { Effect, Option, Stream, type FileSystem } from "effect"
import { Executor } from "../executors/executor.ts"
import { executorOf, readJobRecord, type JobRecord } from "./jobRecord.ts"

/** An executor says within this time that a job has ended, where it has. */
const patience = "1 second"

/** Whether a job has not ended, as its executor says; one that cannot be asked may be at work. */
const mayBeAtWork = Effect.fnUntraced(function* (record: JobRecord) {
  const executor = yield* Effect.serviceOption(Executor)
  if (Option.isNone(executor)) return true
  const { name, find, watch } = executor.value
  if ((executorOf(record) ?? name) !== name) return true
  const handle = record.handle ?? (yield* find(record.token))
  if (handle === null) return false
  const ended = yield* watch(handle).pipe(
    Stream.filter(({ event }) => event === "ended"),
    Stream.runHead,
    Effect.timeoutOption(patience),
  )
  return Option.isNone(Option.flatten(ended))
})

/**
 * Whether a job is written down beside a checkpoint that may be at work, though the runner that handed
 * it in is gone: asked of the executor that placed it.
 */
export const hasJobAtWork = Effect.fnUntraced(function* (
  checkpoint: string,
): Effect.fn.Return<boolean, never, FileSystem.FileSystem> {
  const record = yield* readJobRecord(checkpoint)
  if (record === null) return false
  return yield* Effect.orElseSucceed(mayBeAtWork(record), () => true)
})
