import { Effect, Layer } from "effect"
import type { RemoteStore } from "../../dsl/remoteStore.ts"
import type { Address } from "../store/artifact.ts"
import type { Unreadable } from "../store/reading.ts"
import { Store } from "../store/store.ts"
import { StoreError } from "../store/storeError.ts"
import { objectsOf, type RemoteError, recordName } from "./objects.ts"
import { pull } from "./pull.ts"
import { push } from "./push.ts"
import type { Environment } from "../files/environment.ts"

const inStoreWords = ({ faults }: RemoteError): StoreError =>
  new StoreError({ reason: "other", faults })

/**
 * The store with what a server has besides: an artifact that only the server has counts as there, and is taken
 * when it or its record is read; what is sealed here is put there. What is wrong with what the server has, or with
 * putting something there, is told to `warn`, and the work goes on without it.
 */
export const withRemote = (
  remote: RemoteStore,
  environment: Environment,
  warn: (text: string) => Effect.Effect<void>,
): Layer.Layer<Store, StoreError, Store> =>
  Layer.effect(
    Store,
    Effect.gen(function* () {
      const store = yield* Store
      const objects = yield* Effect.mapError(objectsOf(remote, environment), inStoreWords)
      // A server that is lost on the way, or refuses, is not waited for at every stage: the end of a run makes up for it.
      let isPutThere = remote.push
      let wasReached = false
      let isLost = false
      /** What the server said of artifacts, by key: it is asked once in a run. */
      const there = new Map<string, boolean>()
      const isThere = Effect.fnUntraced(function* (address: Address) {
        const known = there.get(address.key)
        if (known !== undefined || isLost) return known ?? false
        const found = yield* objects.has(recordName(address)).pipe(
          Effect.catch((error) => {
            if (!wasReached || !error.isPassing) return Effect.fail(inStoreWords(error))
            isLost = true
            return Effect.as(warn(`not looked for there any more: ${error.message}`), false)
          }),
        )
        wasReached = true
        there.set(address.key, found)
        return found
      })
      const taken = (address: Address) =>
        Effect.flatMap(isThere(address), (found) =>
          found ? pull(objects, store, address, remote.mostGB * 1e9) : Effect.succeed(false),
        ).pipe(
          Effect.catchTags({
            RemoteError: (error) => Effect.fail(inStoreWords(error)),
            Faulty: ({ message }) => {
              there.set(address.key, false)
              return Effect.as(warn(message), false)
            },
            DraftLost: () => Effect.succeed(false),
          }),
        )
      const orTaken =
        <A>(ask: (address: Address) => Effect.Effect<A, Unreadable>) =>
        (address: Address): Effect.Effect<A, Unreadable> =>
          Effect.catchTag(ask(address), "ArtifactMissing", (missing) =>
            Effect.flatMap(taken(address), (found) =>
              found ? ask(address) : Effect.fail(missing),
            ),
          )
      return {
        ...store,
        has: (address: Address) =>
          Effect.flatMap(store.has(address), (found) =>
            found ? Effect.succeed(true) : isThere(address),
          ),
        open: orTaken(store.open),
        record: orTaken(store.record),
        seal: (draft, provenance) =>
          Effect.tap(store.seal(draft, provenance), () =>
            isPutThere
              ? push(objects, store, draft.address).pipe(
                  Effect.catch((error) => {
                    isPutThere = error._tag !== "RemoteError"
                    isLost ||= error._tag === "RemoteError" && error.isPassing
                    return warn(`not put on ${remote.url}: ${error.message}`)
                  }),
                )
              : Effect.void,
          ),
      } satisfies Store["Service"]
    }),
  )
