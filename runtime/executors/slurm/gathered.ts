import { Effect, type Duration, type Scope } from "effect"

/**
 * Calls that come close together are done together: those that came by the end of a while go to `flush`
 * as one list, one list after the other.
 */
export const gathered = Effect.fnUntraced(function* <A, R>(
  within: Duration.Input,
  flush: (all: readonly A[]) => Effect.Effect<void, never, R>,
): Effect.fn.Return<(each: A) => void, never, R | Scope.Scope> {
  let waiting: A[] = []
  const next = Effect.suspend(() => {
    const all = waiting
    waiting = []
    return all.length === 0 ? Effect.void : flush(all)
  })
  yield* Effect.sleep(within).pipe(Effect.andThen(next), Effect.forever, Effect.forkScoped)
  return (each) => void waiting.push(each)
})
