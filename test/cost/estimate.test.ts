import { describe, expect, it } from "vitest"
import { estimate } from "../../runtime/cost/estimate.ts"
import { pastOf } from "../../runtime/cost/past.ts"
import { attempt } from "../ledger/attempt.ts"

/** 60 s, 10 steps of so many operations at so many steps a second. */
const trained = (flops: number, rate: number) => ({
  ...attempt,
  progress: { step: 10, steps: 10, rate, loss: null, flops },
})

const step = (work: number, steps: number) => ({ steps, work, unit: "flops" }) as const

describe("estimate", () => {
  /** 2e9 and 4e9 operations a second; start-up 60 - 10 / 2 and 60 - 10 / 4. */
  const past = pastOf([trained(1e9, 2), trained(1e9, 4)], "cpu", "here")
  const startUp = 60 - (10 / 2 + 10 / 4) / 2

  it("is start-up and the work over the measured speed, from the fastest to the slowest", () => {
    const { seconds, range, basis } = estimate("pretrain", step(1e9, 600), past)
    expect(basis).toBe("same graph")
    expect(seconds).toBeCloseTo(startUp + 600e9 / 3e9)
    expect(range?.[0]).toBeCloseTo(startUp + 600e9 / 4e9)
    expect(range?.[1]).toBeCloseTo(startUp + 600e9 / 2e9)
  })

  it("scales with the operations where a stage of the kind had fewer", () => {
    const once = estimate("pretrain", step(5e9, 1e6), past)
    const twice = estimate("pretrain", step(5e9, 2e6), past)
    expect(once.basis).toBe("same kind")
    expect((twice.seconds ?? 0) - (once.seconds ?? 0)).toBeCloseTo((5e9 * 1e6) / 3e9)
  })

  it("says three times the range of what is far larger than all that was measured", () => {
    const { seconds, range, basis } = estimate("pretrain", step(1e12, 1e6), past)
    expect(basis).toBe("smaller ones")
    expect((seconds ?? 0) - startUp).toBeCloseTo(1e18 / 3e9)
    expect((range?.[0] ?? 0) - startUp).toBeCloseTo(1e18 / 12e9)
    expect((range?.[1] ?? 0) - startUp).toBeCloseTo(3e18 / 2e9)
  })

  it("assumes a speed only where one is given", () => {
    const none = pastOf([], "cpu", "here")
    expect(estimate("pretrain", step(1e9, 10), none).seconds).toBeNull()
    const assumed = estimate("pretrain", step(1e9, 10), none, { assumed: 1e9 })
    // And two seconds of start-up.
    expect(assumed).toEqual({ seconds: 12, range: null, basis: "assumed" })
  })
})
