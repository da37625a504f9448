import { NodeServices } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { Store } from "../../runtime/store/store.ts"
import { deliverAll, makeDelivery } from "../../runtime/tracking/deliver.ts"
import type { TrackingEvent } from "../../runtime/tracking/event.ts"
import { openQueue } from "../../runtime/tracking/queue.ts"
import { temporaryStore } from "../store/temporary.ts"

/** Queues events in a store of its own and delivers them as `run` does; gives what was said. */
export const delivererTo = (
  uri: string,
  experiment: string,
  patience = Number.POSITIVE_INFINITY,
) => {
  const store = temporaryStore()
  const said: string[] = []
  const services = Layer.mergeAll(NodeServices.layer, FetchHttpClient.layer)
  return {
    said,
    deliver: (events: readonly TrackingEvent[], isPatient = true) =>
      Effect.runPromise(
        Effect.scoped(
          Effect.gen(function* () {
            const folder = `${store.root}/tracking`
            const settings = { uri, authorization: null, experiment: null }
            const destination = { uri, experiment }
            const { add } = yield* openQueue(folder, destination)
            yield* Effect.forEach(events, add)
            const delivery = yield* makeDelivery({
              folder,
              settings,
              destination,
              patience,
              say: (text) => Effect.sync(() => void said.push(text)),
            })
            return yield* isPatient ? deliverAll(delivery) : delivery
          }),
        ).pipe(Effect.provide(Store.layer(store.root).pipe(Layer.provideMerge(services)))),
      ),
  }
}
