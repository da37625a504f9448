import { describe, expect, it } from "vitest"
import { summarize } from "../../runtime/metrics/summary.ts"

describe("summarize", () => {
  it("gives the mean and the sample standard deviation", () => {
    // Squared deviations from 5 sum to 32; 32 / 7.
    expect(summarize([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      mean: 5,
      std: Math.sqrt(32 / 7),
      ddof: 1,
      n: 8,
      dropped: 0,
    })
  })

  it("drops NaN and counts it", () => {
    expect(summarize([NaN, 1, 3, NaN, NaN])).toEqual({
      mean: 2,
      std: Math.SQRT2,
      ddof: 1,
      n: 2,
      dropped: 3,
    })
  })

  it("has no mean of nothing and no spread of one value", () => {
    expect(summarize([NaN])).toEqual({ mean: null, std: null, ddof: 1, n: 0, dropped: 1 })
    expect(summarize([7])).toEqual({ mean: 7, std: null, ddof: 1, n: 1, dropped: 0 })
  })
})
