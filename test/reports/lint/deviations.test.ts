import { Result } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { deviationFindings, forcedMaximum } from "../../../reports/lint/deviations.ts"
import { tablesIn } from "../../../reports/lint/tablesFile.ts"
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

  /** What the lint says of numbers from 0 to 100 as a table prints them. */
  const found = (text: string, subjects?: number) => {
    const column = { column: "glioma.dice.WT", ...(subjects === undefined ? {} : { subjects }) }
    const table = { name: "t", columns: [column], rows: [{ arm: "a", cells: [text] }] }
    const { tables } = Result.getOrThrow(tablesIn(JSON.stringify({ tables: [table] })))
    return deviationFindings(tables).map(({ what }) => what)
  }

  it("is never above the largest there can be of numbers as they print", () => {
    const most = fc.constantFrom(0, 100)
    const values = fc.oneof(
      fc.array(most, { minLength: 2, maxLength: 300 }),
      fc.array(fc.oneof(most, fc.double({ min: 0, max: 100, noNaN: true })), {
        minLength: 2,
        maxLength: 40,
      }),
    )
    fc.assert(
      fc.property(values, fc.nat({ max: 3 }), fc.boolean(), (numbers, digits, isKnown) => {
        const [m, s] = [mean(numbers) ?? 0, standardDeviation(numbers) ?? 0]
        const text = `${m.toFixed(digits)}±${s.toFixed(digits)}`
        expect(found(text, isKnown ? numbers.length : undefined)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    // Dice of 0 and 100 alone: nine of ten, their deviation over ten; the others a sample's.
    ["90.00±30.00", undefined],
    ["90.00±31.62", undefined],
    ["65.00±48.94", 20],
    ["72.00±45.36", 50],
    ["70.00±46.06", 100],
    ["54.34±49.93", 219],
  ])("is 100 at most for %s of %s subjects", (text, subjects) => {
    expect(found(text, subjects)).toEqual([])
  })

  it("is above 100 where no numbers from 0 to 100 deviate so", () => {
    // 13 of 20: a sample's deviation of 48.94 is the largest that a mean of 65 can have.
    expect(found("65.00±48.96", 20)).toHaveLength(1)
    expect(found("90.00±45.00")).toHaveLength(1)
  })

  it("is 298 for 29.68 ± 89.24", () => {
    expect(Math.round(forcedMaximum({ mean: 29.68, deviation: 89.24 }, 0))).toBe(298)
  })
})
