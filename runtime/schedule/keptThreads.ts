import { join } from "node:path"
import { Effect, FileSystem, Option, Schema } from "effect"
import { inStoreWords, type StoreError } from "../store/storeError.ts"
import { isOfJobs } from "./jobRecord.ts"

const ThreadsJson = Schema.fromJsonString(Schema.Struct({ threads: Schema.Int }))

const name = "threads.json"

/**
 * Threads that a stage computes with: sums in another order have other last bits, so one that goes on
 * from a checkpoint keeps those it began with; else those of its place, which are kept from now on.
 */
export const keptThreads = Effect.fnUntraced(function* (
  checkpoint: string,
  offered: number,
): Effect.fn.Return<number, StoreError, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const file = join(checkpoint, name)
  const words = inStoreWords("keep the number of threads of a stage", file)
  const names = yield* fs.readDirectory(checkpoint).pipe(words)
  const isBegun = names.some((each) => each !== name && !isOfJobs(each))
  if (isBegun && names.includes(name)) {
    const text = yield* fs.readFileString(file).pipe(words)
    const kept = Schema.decodeOption(ThreadsJson)(text)
    if (Option.isSome(kept)) return kept.value.threads
  }
  yield* fs.writeFileString(file, JSON.stringify({ threads: offered })).pipe(words)
  return offered
})
