import { Effect, type Scope } from "effect"
import type { SlotGpu } from "../../devices/deviceSlots.ts"
import type { Needs, Place } from "../executor.ts"

/** A slot that a stage was given: the least that is free. */
export interface Slot extends Pick<Place, "room" | "alone" | "hasDevice"> {
  readonly slot: number
}

/** A slot, and how to give it back before the scope closes. */
export interface HeldSlot extends Slot {
  readonly leave: Effect.Effect<void>
}

/** What slots count of a stage's needs. */
type Claim = Omit<Needs, "seconds">

/** Places for stages: a number of slots that share a memory, and some of them a GPU. */
export interface Slots {
  /**
   * Waits for a slot, and holds it until the scope closes or it is left. One whose memory is not known
   * is taken to need an equal share of the machine's, and a GPU for itself.
   */
  readonly take: (claim: Claim) => Effect.Effect<HeldSlot, never, Scope.Scope>
}

interface Waiter {
  readonly claim: Claim
  readonly start: (slot: Slot) => void
  /** How often less urgent ones that fitted went before it. */
  overtaken: number
}

interface Held {
  readonly memory: number
  readonly gpuMemory: number | null
  readonly alone: boolean
}

/** A stage that does not fit is overtaken this often by smaller ones; then all wait for it. */
const patience = 4

/**
 * So many slots, and the bytes that stages in them may take together (null: not counted). One that
 * finds nothing else at work always starts, so that none waits for ever. On a GPU stages share its
 * memory alike, the one with the fewest stages first; what is not known to fit has the GPU for itself.
 */
export const makeSlots = (
  count: number,
  memory: number | null = null,
  gpuOf: (slot: number) => SlotGpu | null = () => null,
): Slots => {
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
  /** What is at work on a GPU. */
  const on = ({ index }: SlotGpu): readonly Held[] =>
    [...held].flatMap(([slot, each]) => (gpuOf(slot)?.index === index ? [each] : []))
  const fitsOn = (gpu: SlotGpu, { gpuMemory }: Claim): boolean => {
    const others = on(gpu)
    if (others.length === 0) return true
    const all = [gpuMemory, ...others.map((each) => each.gpuMemory)]
    const isKnown = gpu.memory !== null && all.every((bytes) => bytes !== null)
    return isKnown && all.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0) <= gpu.memory
  }
  /** The free slot for a claim: the least one of the GPU with the fewest stages that it fits on. */
  const slotFor = (claim: Claim): number | undefined =>
    [...free]
      .flatMap((slot) => {
        const gpu = gpuOf(slot)
        if (gpu !== null && !fitsOn(gpu, claim)) return []
        return [{ slot, load: gpu === null ? 0 : on(gpu).length }]
      })
      .toSorted((a, b) => a.load - b.load || a.slot - b.slot)[0]?.slot
  const isShared = ({ index }: SlotGpu): boolean =>
    Array.from({ length: count }, (_, slot) => gpuOf(slot)).filter((gpu) => gpu?.index === index)
      .length > 1
  const start = ({ claim, start: begin }: Waiter, slot: number) => {
    const room = memory === null ? null : Math.floor(left())
    const gpu = gpuOf(slot)
    const { gpuMemory } = claim
    free.delete(slot)
    held.set(slot, { memory: claim.memory ?? share, gpuMemory, alone: claim.alone })
    const alone = claim.alone || count === 1
    const sharesGpu = gpu !== null && gpuMemory !== null && isShared(gpu)
    begin({ slot, room, alone, hasDevice: alone || !sharesGpu })
  }
  const dispatch = () => {
    isDue = false
    const passed: Waiter[] = []
    for (const waiter of waiting.toSorted((a, b) => b.claim.priority - a.claim.priority)) {
      if (free.size === 0) return
      const slot = slotFor(waiter.claim)
      if (slot !== undefined && fits(waiter.claim)) {
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
  const leaving = ({ slot }: Slot) => {
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
    Effect.callback<Slot>((resume) => {
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
    take: (claim) =>
      Effect.acquireRelease(
        Effect.map(acquire(claim), (slot): HeldSlot => ({ ...slot, leave: leaving(slot) })),
        ({ leave }) => leave,
        { interruptible: true },
      ),
  }
}
