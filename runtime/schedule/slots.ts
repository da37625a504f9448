import { Effect } from "effect"

/** A number of things that can happen at once, the most urgent of those that wait first. */
export interface Slots {
  /** Uses the free slot of the least number, from 0. */
  readonly within: <A, E, R>(
    priority: number,
    use: (slot: number) => Effect.Effect<A, E, R>,
  ) => Effect.Effect<A, E, R>
}

interface Waiter {
  readonly priority: number
  readonly start: (slot: number) => void
}

export const makeSlots = (count: number): Slots => {
  const waiting: Waiter[] = []
  const free = new Set(Array.from({ length: count }, (_, slot) => slot))
  let isDue = false

  const dispatch = () => {
    isDue = false
    for (const slot of [...free].toSorted((a, b) => a - b)) {
      const next = waiting.toSorted((a, b) => b.priority - a.priority)[0]
      if (next === undefined) return
      waiting.splice(waiting.indexOf(next), 1)
      free.delete(slot)
      next.start(slot)
    }
  }
  // A turn later, so that of all that became ready together the most urgent is chosen.
  const wake = () => {
    if (isDue) return
    isDue = true
    setImmediate(dispatch)
  }
  const release = (slot: number) =>
    Effect.sync(() => {
      free.add(slot)
      wake()
    })
  const acquire = (priority: number) =>
    Effect.callback<number>((resume) => {
      const waiter = { priority, start: (slot: number) => resume(Effect.succeed(slot)) }
      waiting.push(waiter)
      wake()
      return Effect.sync(() => {
        const index = waiting.indexOf(waiter)
        if (index >= 0) waiting.splice(index, 1)
      })
    })
  return {
    within: (priority, use) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(restore(acquire(priority)), (slot) =>
          restore(use(slot)).pipe(Effect.ensuring(release(slot))),
        ),
      ),
  }
}
