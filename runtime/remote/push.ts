import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { recordName as ownRecord, type Address } from "../store/artifact.ts"
import type { Unreadable } from "../store/reading.ts"
import type { Store } from "../store/store.ts"
import type { Objects, RemoteError } from "./objects.ts"
import { fileName, recordName } from "./names.ts"

/** Puts an artifact of the store on the server, its record last: what is half there is no artifact. */
export const push = Effect.fn("push")(function* (
  { has, put }: Objects,
  store: Store["Service"],
  address: Address,
): Effect.fn.Return<void, RemoteError | Unreadable> {
  if (yield* has(recordName(address))) return
  const folder = yield* store.open(address)
  const { files } = yield* store.record(address)
  yield* Effect.forEach(
    Object.entries(files),
    ([name, { sha256 }]) =>
      Effect.flatMap(has(fileName(sha256)), (isThere) =>
        isThere ? Effect.void : put(fileName(sha256), join(folder, name), sha256),
      ),
    { concurrency: 4, discard: true },
  )
  const record = join(folder, ownRecord)
  const text = yield* Effect.promise(() => readFile(record))
  yield* put(recordName(address), record, createHash("sha256").update(text).digest("hex"))
})
