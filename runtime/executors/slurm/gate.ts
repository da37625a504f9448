import { Effect, type Scope } from "effect"
import { Heap } from "../../units/heap.ts"

interface Waiter {
  readonly priority: number
  readonly start: () => void
}

/** So many at once, the most urgent first. Gives how to leave before the scope closes. */
export const makeGate = (count: number) => {
  const waiting = new Heap<Waiter>((a, b) => a.priority > b.priority)
  let free = count
  const dispatch = () => {
    while (free > 0) {
      const next = waiting.pop()
      if (next === undefined) return
      free--
      next.start()
    }
  }
  const leaving = () => {
    let isHeld = true
    return Effect.sync(() => {
      if (!isHeld) return
      isHeld = false
      free++
      dispatch()
    })
  }
  const acquire = (priority: number) =>
    Effect.callback<void>((resume) => {
      let isGone = false
      waiting.push({
        priority,
        start: () => {
          if (isGone) {
            free++
            return
          }
          resume(Effect.void)
        },
      })
      // A turn later, so that of all that became ready together the most urgent is chosen.
      setImmediate(dispatch)
      return Effect.sync(() => void (isGone = true))
    })
  return {
    take: (priority: number): Effect.Effect<Effect.Effect<void>, never, Scope.Scope> =>
      Effect.acquireRelease(Effect.map(acquire(priority), leaving), (leave) => leave, {
        interruptible: true,
      }),
  }
}
