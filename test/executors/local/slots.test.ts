import { Effect, Fiber } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Needs } from "../../../runtime/executors/executor.ts"
import { makeSlots as slotsOf, type Slot } from "../../../runtime/executors/local/slots.ts"

/** Slots that are used until the end of `use`, or until it leaves. */
const makeSlots = (...of: Parameters<typeof slotsOf>) => {
  const slots = slotsOf(...of)
  return {
    within: <A, E, R>(
      needs: Omit<Needs, "seconds">,
      use: (slot: Slot, leave: Effect.Effect<void>) => Effect.Effect<A, E, R>,
    ) => Effect.scoped(Effect.flatMap(slots.take(needs), ({ leave, ...slot }) => use(slot, leave))),
  }
}

const claim = (priority: number, memory: number | null = null, alone = false) => ({
  priority,
  memory,
  gpuMemory: null,
  alone,
})

describe("makeSlots", () => {
  it("lets the most urgent of those that wait go first, so many at once", async () => {
    const order: number[] = []
    let running = 0
    let most = 0
    const slots = makeSlots(2)
    const work = (priority: number) =>
      slots.within(claim(priority), () =>
        Effect.gen(function* () {
          order.push(priority)
          most = Math.max(most, ++running)
          yield* Effect.sleep(5)
          running--
        }),
      )
    await Effect.runPromise(
      Effect.forEach([1, 5, 3, 2, 4], work, { concurrency: "unbounded", discard: true }),
    )
    expect(order).toEqual([5, 4, 3, 2, 1])
    expect(most).toBe(2)
  })

  it("gives a place that is left early to the next, and gives it back once only", async () => {
    const slots = makeSlots(1)
    const order: string[] = []
    const say = (what: string) => Effect.sync(() => void order.push(what))
    const work = (name: string, priority: number, leaves: boolean, rest: number) =>
      slots.within(claim(priority), (_, leave) =>
        say(`${name} begins`).pipe(
          Effect.andThen(leaves ? leave : Effect.void),
          Effect.andThen(Effect.sleep(rest)),
          Effect.andThen(say(`${name} ends`)),
        ),
      )
    await Effect.runPromise(
      Effect.all([work("a", 2, true, 10), work("b", 1, false, 60), work("c", 0, false, 0)], {
        concurrency: "unbounded",
      }),
    )
    // That a ends, which has left before, opens no second place beside b's.
    expect(order).toEqual(["a begins", "b begins", "a ends", "b ends", "c begins", "c ends"])
  })

  it("gives each at work a number of its own, the least that is free", async () => {
    const slots = makeSlots(3)
    const held = new Set<number>()
    const given: number[] = []
    const work = (pause: number) =>
      slots.within(claim(0), ({ slots: [slot] }) =>
        Effect.gen(function* () {
          expect(held).not.toContain(slot)
          held.add(slot)
          given.push(slot)
          yield* Effect.sleep(pause)
          held.delete(slot)
        }),
      )
    // The second ends first, so the fourth takes its place.
    await Effect.runPromise(
      Effect.forEach([60, 10, 60, 1], work, { concurrency: "unbounded", discard: true }),
    )
    expect(given).toEqual([0, 1, 2, 1])
  })

  it("gives a slot back after a failure and an interruption", async () => {
    const slots = makeSlots(1)
    const outcome = await Effect.runPromise(
      Effect.gen(function* () {
        yield* Effect.exit(slots.within(claim(1), () => Effect.fail("no")))
        const held = yield* Effect.forkChild(slots.within(claim(1), () => Effect.never))
        const waiting = yield* Effect.forkChild(slots.within(claim(2), () => Effect.never))
        yield* Effect.sleep(5)
        yield* Fiber.interrupt(waiting)
        yield* Fiber.interrupt(held)
        return yield* slots.within(claim(1), () => Effect.succeed("mine"))
      }),
    )
    expect(outcome).toBe("mine")
  })

  /** Runs stages of these claims and times, in ms; gives the most memory held at once and their order. */
  const runAll = async (
    slots: ReturnType<typeof makeSlots>,
    works: readonly (ReturnType<typeof claim> & { readonly pause: number })[],
  ) => {
    const order: number[] = []
    const held = new Map<number, ReturnType<typeof claim>>()
    let most = 0
    let crowded = false
    const work = (one: (typeof works)[number], index: number) =>
      slots.within(one, (place) =>
        Effect.gen(function* () {
          order.push(index)
          held.set(index, one)
          const memory = [...held.values()].reduce((sum, each) => sum + (each.memory ?? 0), 0)
          if (held.size > 1) most = Math.max(most, memory)
          if (held.size > 1 && [...held.values()].some(({ alone }) => alone)) crowded = true
          expect(place.room).toBeGreaterThan(0)
          yield* Effect.sleep(one.pause)
          held.delete(index)
        }),
      )
    await Effect.runPromise(
      Effect.forEach(works, work, { concurrency: "unbounded", discard: true }),
    )
    return { order, most, crowded }
  }

  it("lets stages share the memory as far as it goes; a stage alone always starts", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            priority: fc.nat(9),
            memory: fc.integer({ min: 1, max: 150 }),
            gpuMemory: fc.constant(null),
            alone: fc.boolean(),
            pause: fc.nat(3),
          }),
          { maxLength: 12 },
        ),
        fc.integer({ min: 1, max: 4 }),
        async (works, count) => {
          const { order, most, crowded } = await runAll(makeSlots(count, 100), works)
          expect(order.toSorted((a, b) => a - b)).toEqual([...works.keys()])
          expect(most).toBeLessThanOrEqual(100)
          expect(crowded).toBe(false)
        },
      ),
      { numRuns: 40 },
    )
  })

  it("lets small stages go before a large one that does not fit, but not for ever", async () => {
    const small = Array.from({ length: 20 }, () => ({ ...claim(1, 40), pause: 4 }))
    const works = [{ ...claim(9, 30), pause: 10 }, { ...claim(8, 90), pause: 1 }, ...small]
    const { order } = await runAll(makeSlots(2, 100), works)
    const at = order.indexOf(1)
    expect(at).toBeGreaterThan(1)
    expect(at).toBeLessThan(10)
  })

  /** Runs stages on GPUs of 100 bytes; gives the slot of each, the most held of a GPU, and whether an unmeasured one shared. */
  const runOnGpus = async (
    gpus: number,
    count: number,
    works: readonly { readonly gpuMemory: number | null; readonly pause: number }[],
  ) => {
    const held = new Map<number, number | null>()
    const places: number[] = []
    let most = 0
    let intruded = false
    const slots = makeSlots(count, null, (slot) => ({ index: slot % gpus, memory: 100 }))
    const work = ({ gpuMemory, pause }: (typeof works)[number]) =>
      slots.within({ priority: 0, memory: null, gpuMemory, alone: false }, ({ slots: [slot] }) =>
        Effect.gen(function* () {
          places.push(slot)
          held.set(slot, gpuMemory)
          const beside = [...held].filter(([other]) => other % gpus === slot % gpus)
          if (beside.length > 1) {
            const sum = beside.reduce((bytes, [, own]) => bytes + (own ?? 0), 0)
            most = Math.max(most, sum)
            intruded ||= beside.some(([, bytes]) => bytes === null)
          }
          yield* Effect.sleep(pause)
          held.delete(slot)
        }),
      )
    await Effect.runPromise(
      Effect.forEach(works, work, { concurrency: "unbounded", discard: true }),
    )
    return { places, most, intruded }
  }

  it("lets measured stages share a GPU's memory; an unmeasured one has a GPU for itself", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            gpuMemory: fc.option(fc.integer({ min: 0, max: 150 })),
            pause: fc.nat(3),
          }),
          { maxLength: 12 },
        ),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 6 }),
        async (works, gpus, count) => {
          const { places, most, intruded } = await runOnGpus(gpus, count, works)
          expect(places).toHaveLength(works.length)
          expect(most).toBeLessThanOrEqual(100)
          expect(intruded).toBe(false)
        },
      ),
      { numRuns: 40 },
    )
  })

  it("gives GPUs in whole sets of a group, which nothing shares, and starts every stage", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            priority: fc.nat(9),
            devices: fc.integer({ min: 1, max: 3 }),
            gpuMemory: fc.option(fc.integer({ min: 0, max: 60 })),
            pause: fc.nat(3),
          }),
          { maxLength: 14 },
        ),
        fc.integer({ min: 3, max: 5 }),
        fc.integer({ min: 0, max: 4 }),
        async (works, gpus, shared) => {
          // Two groups: GPUs 0, 2 and 4, and GPUs 1 and 3; some of them have a second slot.
          const groupOf = (gpu: number) => (gpu % 2 === 0 ? "even" : "odd")
          const slots = makeSlots(gpus + shared, null, (slot) => {
            const index = slot % gpus
            return { index, memory: 100, group: groupOf(index) }
          })
          const most = Math.ceil(gpus / 2)
          const at = new Map<number, readonly number[]>()
          const begun: number[] = []
          const work = ({ pause, ...needs }: (typeof works)[number], index: number) =>
            slots.within({ ...needs, memory: null, alone: false }, ({ slots: own }) =>
              Effect.gen(function* () {
                const on = own.map((slot) => slot % gpus)
                expect(new Set(on).size).toBe(Math.min(needs.devices, most))
                expect(new Set(on.map(groupOf)).size).toBe(1)
                const beside = [...at.values()].filter((taken) => on.length > 1 || taken.length > 1)
                expect(on.filter((gpu) => beside.flat().includes(gpu))).toEqual([])
                at.set(index, on)
                begun.push(index)
                yield* Effect.sleep(pause)
                at.delete(index)
              }),
            )
          await Effect.runPromise(
            Effect.forEach(works, work, { concurrency: "unbounded", discard: true }),
          )
          expect(begun.toSorted((a, b) => a - b)).toEqual([...works.keys()])
        },
      ),
      { numRuns: 60 },
    )
  })

  it("lets single stages go before a set that is not free, but not for ever", async () => {
    const slots = makeSlots(4, null, (index) => ({ index, memory: null }))
    const order: string[] = []
    const work = (name: string, devices: number, pause: number) =>
      slots.within({ ...claim(0), devices }, () =>
        Effect.andThen(
          Effect.sync(() => order.push(name)),
          Effect.sleep(pause),
        ),
      )
    const singles = Array.from({ length: 40 }, (_, index) => work("single", 1, 3 + (index % 4)))
    await Effect.runPromise(
      Effect.all([work("first", 1, 5), work("set", 4, 1), ...singles], {
        concurrency: "unbounded",
        discard: true,
      }),
    )
    expect(order.indexOf("set")).toBeGreaterThan(0)
    // Four at work, and overtaken four times.
    expect(order.indexOf("set")).toBeLessThanOrEqual(1 + 3 + 4)
  })

  it("fills the GPU with the fewest stages first, each as far as its memory goes", async () => {
    const third = { gpuMemory: 33, pause: 20 }
    const { places } = await runOnGpus(
      2,
      8,
      Array.from({ length: 8 }, () => third),
    )
    // Three thirds on each of two GPUs; then the first slots that come free.
    expect(places.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5])
    expect(places.slice(6).every((slot) => slot < 6)).toBe(true)
  })

  it("says whether a stage has its device for itself", async () => {
    const told: boolean[] = []
    const run = (count: number, gpuMemory: number | null, alone: boolean) =>
      Effect.runPromise(
        makeSlots(count, null, () => ({ index: 0, memory: 100 })).within(
          { priority: 0, memory: null, gpuMemory, alone },
          ({ hasDevice }) => Effect.sync(() => told.push(hasDevice)),
        ),
      )
    await run(1, 10, false)
    await run(2, 10, false)
    await run(2, null, false)
    await run(2, 10, true)
    expect(told).toEqual([true, false, true, true])
  })

  it("gives a stage of unknown memory an equal share", async () => {
    const rooms: (number | null)[] = []
    const slots = makeSlots(2, 101)
    const work = slots.within(claim(0), ({ room }) =>
      Effect.andThen(
        Effect.sync(() => rooms.push(room)),
        Effect.sleep(5),
      ),
    )
    await Effect.runPromise(Effect.all([work, work], { concurrency: 2, discard: true }))
    // Whole bytes.
    expect(rooms).toEqual([101, 50])
  })
})
