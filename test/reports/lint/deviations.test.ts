import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { forcedMaximum } from "../../../reports/lint/deviations.ts"
import { mean, standardDeviation } from "../../../reports/statistics.ts"

describe("the largest number that a mean and a deviation force", () => {
  it("is never above the largest there is", () => {
    const numbers = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), {
      minLength: 2,
      maxLength: 40,
    })
    fc.assert(
      fc.property(numbers, (values) => {
        const [m, s] = [mean(values) ?? 0, standardDeviation(values) ?? 0]
        fc.pre(m > 1e-3)
        const forced = forcedMaximum({ mean: m, deviation: s, n: values.length }, 0)
        expect(forced).toBeLessThanOrEqual(Math.max(...values) * (1 + 1e-9) + 1e-9)
      }),
    )
  })

  it("is the largest where all numbers are that or the least", () => {
    // 3 of 10 subjects with 374, the others 0: mean 112.2, variance over n 374² · 0.3 · 0.7.
    expect(forcedMaximum({ mean: 112.2, deviation: 374 * Math.sqrt(0.21) }, 0)).toBeCloseTo(374, 9)
    // The same above a least of 10.
    expect(forcedMaximum({ mean: 122.2, deviation: 374 * Math.sqrt(0.21) }, 10)).toBeCloseTo(384, 9)
  })

  it("is 298 for 29.68 ± 89.24", () => {
    expect(Math.round(forcedMaximum({ mean: 29.68, deviation: 89.24 }, 0))).toBe(298)
  })
})
