import { describe, expect, it } from "vitest"
import { robustZ } from "../../runtime/dataPage/outliers.ts"
import { median } from "../../runtime/metrics/median.ts"

describe("robust z-scores", () => {
  // By hand: median 3, absolute deviations 2 1 0 1 97 with median 1, so z = (value - 3) / 1.4826.
  it("are distances from the median over 1.4826 times the median deviation", () => {
    const scores = robustZ([1, 2, 3, 4, 100])
    for (const [index, distance] of [-2, -1, 0, 1, 97].entries())
      expect(scores[index]).toBeCloseTo(distance / 1.4826, 12)
  })

  // By hand: median 5, deviations 0 0 0 0 10, whose median is 0 and whose mean is 2.
  it("take the mean deviation where more than half of the values are equal", () => {
    const scores = robustZ([5, 5, 5, 5, 15])
    expect(scores.slice(0, 4)).toEqual([0, 0, 0, 0])
    expect(scores[4]).toBeCloseTo(10 / (1.2533 * 2), 12)
  })

  it("are 0 where all values are equal, also those that are no float32", () => {
    expect(robustZ([0.43, 0.43, 0.43])).toEqual([0, 0, 0])
  })

  it("know the middle of an even number of values", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5)
    expect(median([7])).toBe(7)
  })
})
