import { Effect } from "effect"

/** A number of things that can happen at once, the most urgent of those that wait first. */
export interface Slots {
  readonly within: <A, E, R>(
    priority: number,
    effect: Effect.Effect<A, E, R>,
  ) => Effect.Effect<A, E, R>
}

interface Waiter {
  readonly priority: number
  readonly start: () => void
}

export const makeSlots = (count: number): Slots => {
  const waiting: Waiter[] = []
  let free = count
  let isDue = false

  const dispatch = () => {
    isDue = false
    while (free > 0) {
      const next = waiting.toSorted((a, b) => b.priority - a.priority)[0]
      if (next === undefined) return
      waiting.splice(waiting.indexOf(next), 1)
      free--
      next.start()
    }
  }
  // A turn later, so that of all that became ready together the most urgent is chosen.
  const wake = () => {
    if (isDue) return
    isDue = true
    setImmediate(dispatch)
  }
  const release = Effect.sync(() => {
    free++
    wake()
  })
  const acquire = (priority: number) =>
    Effect.callback<void>((resume) => {
      const waiter = { priority, start: () => resume(Effect.void) }
      waiting.push(waiter)
      wake()
      return Effect.sync(() => {
        const index = waiting.indexOf(waiter)
        if (index >= 0) waiting.splice(index, 1)
      })
    })
  return {
    within: (priority, effect) =>
      Effect.uninterruptibleMask((restore) =>
        restore(acquire(priority)).pipe(
          Effect.andThen(restore(effect).pipe(Effect.ensuring(release))),
        ),
      ),
  }
}
