import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { scheduleFactor } from "../../runtime/training/schedule.ts"

const duration = { epochs: 10, stepsPerEpoch: 4 }

describe("scheduleFactor", () => {
  it("rises linearly to 1 at the end of the warm-up", () => {
    const factors = [1, 2, 4, 8].map((step) =>
      scheduleFactor({ warmup: 2, schedule: "cosine" }, duration, step),
    )
    expect(factors).toEqual([1 / 8, 2 / 8, 4 / 8, 1])
  })

  it("then falls along half a cosine: 1, half at its middle, 0 one step past the last", () => {
    const at = (step: number) => scheduleFactor({ warmup: 2, schedule: "cosine" }, duration, step)
    expect(at(9)).toBe(1)
    expect(at(9 + 8)).toBeCloseTo((1 + Math.SQRT1_2) / 2, 12)
    expect(at(9 + 16)).toBeCloseTo(0.5, 12)
    expect(at(41)).toBeCloseTo(0, 12)
  })

  it("stays at 1 where it is constant", () => {
    const at = (step: number) => scheduleFactor({ warmup: 0, schedule: "constant" }, duration, step)
    expect([1, 20, 40].map(at)).toEqual([1, 1, 1])
  })

  // PolyLRScheduler of nnU-Net: lr (1 - epoch / epochs)^0.9, set at the start of each epoch.
  it("falls by whole epochs as nnU-Net's", () => {
    const poly = { warmup: 0, schedule: "poly", power: 0.9 } as const
    const at = (step: number) => scheduleFactor(poly, duration, step)
    expect([1, 4].map(at)).toEqual([1, 1])
    expect(at(5)).toBeCloseTo(0.9 ** 0.9, 12)
    expect(at(40)).toBeCloseTo(0.1 ** 0.9, 12)
  })

  it("is in (0, 1], rises in the warm-up and never rises after it", () => {
    const lengths = fc.record({
      epochs: fc.integer({ min: 1, max: 20 }),
      stepsPerEpoch: fc.integer({ min: 1, max: 9 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(lengths, ({ epochs, stepsPerEpoch, share }) => {
        const steps = epochs * stepsPerEpoch
        const warmup = share * epochs
        const rising = Math.round(warmup * stepsPerEpoch)
        const factors = Array.from({ length: steps }, (_, index) =>
          scheduleFactor({ warmup, schedule: "cosine" }, { epochs, stepsPerEpoch }, index + 1),
        )
        expect(factors.every((factor) => factor > 0 && factor <= 1)).toBe(true)
        const growth = factors.slice(1).map((factor, index) => factor - (factors[index] ?? 0))
        expect(growth.slice(0, Math.max(0, rising - 1)).every((each) => each > 0)).toBe(true)
        expect(growth.slice(Math.max(0, rising - 1)).every((each) => each <= 0)).toBe(true)
      }),
    )
  })
})
