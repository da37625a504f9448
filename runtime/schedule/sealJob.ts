import { Effect, FileSystem, Schema, Option, Struct } from "effect"
import type { Stage } from "../plan/stage.ts"
import type { Attempt } from "../store/attempt.ts"
import { Store } from "../store/store.ts"
import { DraftLost, inStoreWords, type StoreError } from "../store/storeError.ts"
import type { jobFiles } from "./jobRecord.ts"
import { absent } from "../store/onDisk.ts"
import { readJsonFile } from "../files/jsonFile.ts"

const Warnings = Schema.fromJsonString(Schema.Array(Schema.String))

/**
 * Makes an artifact of what a job left: the files become a draft of this process, which is sealed. What
 * has lost its orders was taken away while the job was at work: what it wrote since is not all. `seconds` is
 * how long the stage was at work. Gives the artifact's folder.
 */
export const sealJob = Effect.fnUntraced(function* (
  stage: Stage,
  { folder, out, spec, made, warnings: said }: ReturnType<typeof jobFiles>,
  attempt: Attempt,
  seconds: number,
): Effect.fn.Return<string, StoreError | DraftLost, Store | FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const store = yield* Store
  const isWhole = yield* fs.exists(spec).pipe(inStoreWords("take what a stage made", folder))
  if (!isWhole) return yield* DraftLost.of(stage, folder, "it was taken away")
  // A worker from elsewhere need not say what it made, nor what is odd.
  const warnings = Option.getOrElse(yield* readJsonFile(said, Warnings), () => [])
  const draft = yield* store.begin(stage)
  const sealed = fs.remove(draft.folder, { recursive: true }).pipe(
    Effect.andThen(fs.rename(out, draft.folder)),
    Effect.andThen(fs.rename(made, draft.made).pipe(absent(undefined))),
    inStoreWords("take what a stage made", out),
    Effect.andThen(
      store.seal(draft, {
        ...Struct.pick(stage, ["key", "kind", "label", "slice", "seed", "inputs", "code"]),
        ...Struct.pick(attempt, ["commit", "dirty", "device", "threads", "microBatch", "started"]),
        seconds,
        ...(warnings.length === 0 ? {} : { warnings }),
      }),
    ),
  )
  return yield* Effect.onError(sealed, () => store.discard(draft))
})
