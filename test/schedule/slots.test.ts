import { Effect, Fiber } from "effect"
import { describe, expect, it } from "vitest"
import { makeSlots } from "../../runtime/schedule/slots.ts"

describe("makeSlots", () => {
  it("lets the most urgent of those that wait go first, so many at once", async () => {
    const order: number[] = []
    let running = 0
    let most = 0
    const slots = makeSlots(2)
    const work = (priority: number) =>
      slots.within(priority, () =>
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

  it("gives each at work a number of its own, the least that is free", async () => {
    const slots = makeSlots(3)
    const held = new Set<number>()
    const given: number[] = []
    const work = (pause: number) =>
      slots.within(0, (slot) =>
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
        yield* Effect.exit(slots.within(1, () => Effect.fail("no")))
        const held = yield* Effect.forkChild(slots.within(1, () => Effect.never))
        const waiting = yield* Effect.forkChild(slots.within(2, () => Effect.never))
        yield* Effect.sleep(5)
        yield* Fiber.interrupt(waiting)
        yield* Fiber.interrupt(held)
        return yield* slots.within(1, () => Effect.succeed("mine"))
      }),
    )
    expect(outcome).toBe("mine")
  })
})
