import { hash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import type { RemoteStore } from "../../dsl/remoteStore.ts"
import { recordName as ownRecord, type Address } from "../store/artifact.ts"
import type { Unreadable } from "../store/reading.ts"
import { Store } from "../store/store.ts"
import { objectsOf, type Objects, type RemoteError, recordName, fileName } from "./objects.ts"
import type { Environment } from "../files/environment.ts"

/**
 * Puts an artifact of the store on the server, its record last: what is half there is no artifact. False if
 * the server has it.
 */
export const push = Effect.fn("push")(function* (
  { has, put }: Objects,
  store: Store["Service"],
  address: Address,
): Effect.fn.Return<boolean, RemoteError | Unreadable> {
  if (yield* has(recordName(address))) return false
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
  yield* put(recordName(address), record, hash("sha256", text))
  return true
})

/**
 * Puts those of some artifacts on the server that the store has and the server lacks, as what was made while
 * the server was down; gives how many. Ends at the first that cannot be put there.
 */
export const pushLacking = Effect.fn("pushLacking")(function* (
  remote: RemoteStore,
  environment: Environment,
  addresses: readonly Address[],
): Effect.fn.Return<number, RemoteError | Unreadable, Store> {
  const store = yield* Store
  const objects = yield* objectsOf(remote, environment)
  const put = yield* Effect.forEach(
    addresses,
    ({ kind, key }) =>
      // What was accepted in a stage's place is there by the key that it was made with.
      push(objects, store, { kind, key: store.accepted.get(key)?.of ?? key }).pipe(
        Effect.catchTag("ArtifactMissing", () => Effect.succeed(false)),
      ),
    { concurrency: 8 },
  )
  return put.filter(Boolean).length
})
