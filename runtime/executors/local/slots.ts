import { Effect, type Scope } from "effect"
import { largestSet, type SlotGpu } from "../../devices/deviceSlots.ts"
import type { Needs, Place } from "../executor.ts"

/** A slot that a stage was given: the least that is free; several of them for several GPUs. */
export interface Slot extends Pick<Place, "room" | "alone" | "hasDevice"> {
  readonly slots: readonly [number, ...(readonly number[])]
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
   * Waits for a slot, or for one of each of so many GPUs of a group with nothing else on them, and holds it
   * until the scope closes or it is left. One whose memory is not known is taken to need an equal share of the
   * machine's, and a GPU for itself.
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
 * memory alike, the one with the fewest stages first; what is not known to fit has the GPU for itself, and
 * so has what takes several. Of more GPUs than a group has it gets all.
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
  const fitsOn = (gpu: SlotGpu, { gpuMemory: bytes, devices = 1 }: Claim): boolean => {
    const gpuMemory = devices === 1 ? bytes : null
    const others = on(gpu)
    if (others.length === 0) return true
    const all = [gpuMemory, ...others.map((each) => each.gpuMemory)]
    const isKnown = gpu.memory !== null && all.every((bytes) => bytes !== null)
    return isKnown && all.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0) <= gpu.memory
  }
  const largest = largestSet(Array.from({ length: count }, (_, slot) => gpuOf(slot)))
  /**
   * The free slots for a claim: the least one of the GPU with the fewest stages that it fits on, or of each
   * of several in a group.
   */
  const slotsFor = (claim: Claim): Slot["slots"] | undefined => {
    const fitting = [...free]
      .flatMap((slot) => {
        const gpu = gpuOf(slot)
        if (gpu !== null && !fitsOn(gpu, claim)) return []
        return [{ slot, gpu, load: gpu === null ? 0 : on(gpu).length }]
      })
      .toSorted((a, b) => a.load - b.load || a.slot - b.slot)
    const wanted = Math.min(claim.devices ?? 1, largest)
    if (wanted === 1) return fitting[0] && [fitting[0].slot]
    for (const set of Map.groupBy(fitting, ({ gpu }) => gpu?.group).values()) {
      const ofGpus = [...Map.groupBy(set, ({ gpu }) => gpu?.index).values()]
      const [first, ...others] = ofGpus.flatMap(([best]) => best?.slot ?? [])
      if (first !== undefined && others.length >= wanted - 1)
        return [first, ...others.slice(0, wanted - 1)]
    }
    return undefined
  }
  const isShared = ({ index }: SlotGpu): boolean =>
    Array.from({ length: count }, (_, slot) => gpuOf(slot)).filter((gpu) => gpu?.index === index)
      .length > 1
  const start = ({ claim, start: begin }: Waiter, slots: Slot["slots"]) => {
    const room = memory === null ? null : Math.floor(left())
    const gpu = gpuOf(slots[0])
    const gpuMemory = (claim.devices ?? 1) === 1 ? claim.gpuMemory : null
    slots.forEach((slot, index) => {
      free.delete(slot)
      const taken = index === 0 ? (claim.memory ?? share) : 0
      held.set(slot, { memory: taken, gpuMemory, alone: claim.alone })
    })
    const alone = claim.alone || count === slots.length
    const sharesGpu = gpu !== null && gpuMemory !== null && isShared(gpu)
    begin({ slots, room, alone, hasDevice: alone || !sharesGpu })
  }
  const dispatch = () => {
    isDue = false
    const passed: Waiter[] = []
    for (const waiter of waiting.toSorted((a, b) => b.claim.priority - a.claim.priority)) {
      if (free.size === 0) return
      const slots = slotsFor(waiter.claim)
      if (slots !== undefined && fits(waiter.claim)) {
        waiting.splice(waiting.indexOf(waiter), 1)
        for (const each of passed) each.overtaken++
        start(waiter, slots)
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
  const leaving = ({ slots }: Slot) => {
    let isHeld = true
    return Effect.sync(() => {
      if (!isHeld) return
      isHeld = false
      for (const slot of slots) {
        free.add(slot)
        held.delete(slot)
      }
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
