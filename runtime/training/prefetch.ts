import { Effect, Fiber, type Scope } from "effect"

/** Prefetched values: `take` gives the next in order, waiting for it if need be. */
export interface Ahead<A, E> {
  readonly take: Effect.Effect<A | undefined, E>
}

/**
 * Computes the values of `first` to `last` ahead of their use, at most `depth` of them at a time. They come
 * in order, so what is taken does not depend on the depth. A failure is raised when its value is taken;
 * past the last there is `undefined`. The end of the scope stops what still runs.
 */
export const prefetch = Effect.fnUntraced(function* <A, E, R>(
  first: number,
  last: number,
  depth: number,
  make: (index: number) => Effect.Effect<A, E, R>,
): Effect.fn.Return<Ahead<A, E>, never, R | Scope.Scope> {
  const context = yield* Effect.context<R | Scope.Scope>()
  const making: Fiber.Fiber<A, E>[] = []
  let next = first
  // Started at once, as the taker may hold the thread afterwards.
  const start = Effect.suspend(() =>
    next > last
      ? Effect.void
      : Effect.forkScoped(make(next++), { startImmediately: true }).pipe(
          Effect.map((fiber) => void making.push(fiber)),
        ),
  ).pipe(Effect.provideContext(context))
  for (let index = 0; index < depth; index++) yield* start
  return {
    take: Effect.suspend(() => {
      const fiber = making.shift()
      if (fiber === undefined) return Effect.succeed(undefined)
      return Fiber.join(fiber).pipe(Effect.tap(() => start))
    }),
  }
})
