import { Effect } from "effect"
import type { Stage } from "../plan/stage.ts"
import { Store } from "../store/store.ts"
import type { StoreError } from "../store/storeError.ts"
import type { RunEvent } from "./event.ts"

/** The verified folder of an artifact that the store has; null if it has none. A corrupt one is set aside, by us or another runner. */
export const openIfPresent = Effect.fnUntraced(function* (
  stage: Stage,
  onEvent: (event: RunEvent) => Effect.Effect<void>,
): Effect.fn.Return<string | null, StoreError, Store> {
  const store = yield* Store
  return yield* store.open(stage).pipe(
    Effect.tap(() => onEvent({ event: "stageSkipped", stage })),
    Effect.catchTags({
      ArtifactMissing: () => Effect.succeed(null),
      ArtifactCorrupt: ({ faults }) =>
        Effect.flatMap(store.setAside(stage), (folder) =>
          folder === null
            ? Effect.succeed(null)
            : Effect.as(onEvent({ event: "setAside", stage, faults, folder }), null),
        ),
    }),
  )
})
