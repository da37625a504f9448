import { Deferred, Effect } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { prefetch } from "../../runtime/training/prefetch.ts"

describe("prefetch", () => {
  it("gives the values in order, whatever the depth and the time that each takes", async () => {
    const times = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 })
    const depths = fc.integer({ min: 1, max: 5 })
    await fc.assert(
      fc.asyncProperty(times, depths, async (delays, depth) => {
        let untaken = 0
        let most = 0
        const run = Effect.gen(function* () {
          const ahead = yield* prefetch(1, delays.length, depth, (index) =>
            Effect.suspend(() => {
              most = Math.max(most, ++untaken)
              return Effect.as(Effect.sleep(delays[index - 1] ?? 0), index)
            }),
          )
          const taken: number[] = []
          for (let value = yield* ahead.take; value !== undefined; value = yield* ahead.take) {
            taken.push(value)
            untaken--
          }
          return taken
        })
        const taken = await Effect.runPromise(Effect.scoped(run))
        expect(taken).toEqual(delays.map((_, index) => index + 1))
        // The value just taken is counted until the line after `take`.
        expect(most).toBeLessThanOrEqual(depth + 1)
      }),
      { numRuns: 30 },
    )
  })

  it("begins as many as its depth before the first is taken, and no more", async () => {
    const begun: number[] = []
    const run = Effect.gen(function* () {
      const ahead = yield* prefetch(5, 100, 3, (index) => Effect.sync(() => begun.push(index)))
      expect(begun).toEqual([5, 6, 7])
      yield* ahead.take
      expect(begun).toEqual([5, 6, 7, 8])
    })
    await Effect.runPromise(Effect.scoped(run))
  })

  it("fails when the value that cannot be made is taken, not before", async () => {
    const run = Effect.gen(function* () {
      const ahead = yield* prefetch(1, 3, 3, (index) =>
        index === 2 ? Effect.fail(`no ${index}`) : Effect.succeed(index),
      )
      expect(yield* ahead.take).toBe(1)
      return yield* Effect.flip(ahead.take)
    })
    expect(await Effect.runPromise(Effect.scoped(run))).toBe("no 2")
  })

  it("stops what is being made when the scope ends", async () => {
    const run = Effect.gen(function* () {
      const stopped = yield* Deferred.make<string>()
      const never = Effect.never.pipe(
        Effect.onInterrupt(() => Deferred.succeed(stopped, "stopped")),
      )
      yield* Effect.scoped(prefetch(1, 1, 1, () => never))
      return yield* Deferred.await(stopped)
    })
    expect(await Effect.runPromise(run)).toBe("stopped")
  })
})
