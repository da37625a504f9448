import { Effect, FileSystem } from "effect"
import type { Stage } from "../plan/stage.ts"
import type { Attempt } from "../store/attempt.ts"
import { Store } from "../store/store.ts"
import { inStoreWords, type StoreError } from "../store/storeError.ts"

/**
 * Makes an artifact of what a job left in a folder: the files become a draft of this process, which is
 * sealed. `seconds` is how long the stage was at work. Gives the artifact's folder.
 */
export const sealJob = Effect.fnUntraced(function* (
  stage: Stage,
  out: string,
  attempt: Attempt,
  seconds: number,
): Effect.fn.Return<string, StoreError, Store | FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const store = yield* Store
  const { key, kind, label, slice, seed, inputs, code } = stage
  const { commit, dirty, device, threads, started, microBatch } = attempt
  const draft = yield* store.begin(stage)
  const sealed = fs.remove(draft.folder, { recursive: true }).pipe(
    Effect.andThen(fs.rename(out, draft.folder)),
    inStoreWords("take what a stage made", out),
    Effect.andThen(
      store.seal(draft, {
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
        started,
        seconds,
        ...(threads === undefined ? {} : { threads }),
        ...(microBatch === undefined ? {} : { microBatch }),
      }),
    ),
  )
  return yield* Effect.onError(sealed, () => store.discard(draft))
})
