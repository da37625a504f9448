import { Effect } from "effect"

/** What a stage asks for. */
interface Claim {
  /** The most urgent goes first. */
  readonly priority: number
  /** Bytes that it is expected to take; null where nothing is known: an equal share. */
  readonly memory: number | null
  /** Whether nothing else may run beside it. */
  readonly alone: boolean
}

/** What a stage is given. */
export interface Place {
  /** From 0; the least that is free. */
  readonly slot: number
  /** Bytes that those at work leave it; null where memory is not counted. */
  readonly room: number | null
  /** Whether nothing runs beside it, from its beginning to its end. */
  readonly alone: boolean
}

/** Places for stages: a number of slots that share a memory. */
export interface Slots {
  /** Uses a place until the end of `use`, or until it says that it leaves. */
  readonly within: <A, E, R>(
    claim: Claim,
    use: (place: Place, leave: Effect.Effect<void>) => Effect.Effect<A, E, R>,
  ) => Effect.Effect<A, E, R>
}

interface Waiter {
  readonly claim: Claim
  readonly start: (place: Place) => void
  /** How often less urgent ones that fitted went before it. */
  overtaken: number
}

interface Held {
  readonly memory: number
  readonly alone: boolean
}

/** A stage that does not fit is overtaken this often by smaller ones; then all wait for it. */
const patience = 4

/**
 * So many slots, and the bytes that stages in them may take together (null: not counted). One that
 * finds nothing else at work always starts, so that none waits for ever.
 */
export const makeSlots = (count: number, memory: number | null = null): Slots => {
  const waiting: Waiter[] = []
  const free = new Set(Array.from({ length: count }, (_, slot) => slot))
  const held = new Map<number, Held>()
  let isDue = false

  const share = (memory ?? 0) / count
  const left = (): number =>
    [...held.values()].reduce((rest, each) => rest - each.memory, memory ?? 0)
  const fits = ({ alone, memory: expected }: Claim): boolean => {
    if (held.size === 0) return true
    if (alone || [...held.values()].some((each) => each.alone)) return false
    return memory === null || (expected ?? share) <= left()
  }
  const start = ({ claim, start: begin }: Waiter, slot: number) => {
    const room = memory === null ? null : Math.floor(left())
    free.delete(slot)
    held.set(slot, { memory: claim.memory ?? share, alone: claim.alone })
    begin({ slot, room, alone: claim.alone || count === 1 })
  }
  const dispatch = () => {
    isDue = false
    const passed: Waiter[] = []
    for (const waiter of waiting.toSorted((a, b) => b.claim.priority - a.claim.priority)) {
      const slot = [...free].toSorted((a, b) => a - b)[0]
      if (slot === undefined) return
      if (fits(waiter.claim)) {
        waiting.splice(waiting.indexOf(waiter), 1)
        for (const each of passed) each.overtaken++
        start(waiter, slot)
      } else if (waiter.overtaken >= patience) return
      else passed.push(waiter)
    }
  }
  // A turn later, so that of all that became ready together the most urgent is chosen.
  const wake = () => {
    if (isDue) return
    isDue = true
    setImmediate(dispatch)
  }
  /** Gives a place back once, however often it runs: somebody else may have it by then. */
  const leaving = ({ slot }: Place) => {
    let isHeld = true
    return Effect.sync(() => {
      if (!isHeld) return
      isHeld = false
      free.add(slot)
      held.delete(slot)
      wake()
    })
  }
  const acquire = (claim: Claim) =>
    Effect.callback<Place>((resume) => {
      const waiter: Waiter = {
        claim,
        start: (place) => resume(Effect.succeed(place)),
        overtaken: 0,
      }
      waiting.push(waiter)
      wake()
      return Effect.sync(() => {
        const index = waiting.indexOf(waiter)
        if (index >= 0) waiting.splice(index, 1)
        // One that waits for a large stage must not wait for one that is gone.
        wake()
      })
    })
  return {
    within: (claim, use) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(restore(acquire(claim)), (place) => {
          const leave = leaving(place)
          return restore(use(place, leave)).pipe(Effect.ensuring(leave))
        }),
      ),
  }
}
