import { describe, expect, it } from "vitest"
import { deviation, median, quantile } from "./statistics.ts"

describe("quantile", () => {
  // numpy.quantile([4, 1, 3, 2], [0, 0.25, 0.5, 1]) = [1, 1.75, 2.5, 4]
  it("interpolates as NumPy does", () => {
    const values = [4, 1, 3, 2]
    expect([0, 0.25, 0.5, 1].map((share) => quantile(values, share))).toEqual([1, 1.75, 2.5, 4])
    expect(median([3])).toBe(3)
  })
})

describe("deviation", () => {
  it("is the largest difference over the peer's largest value, of the worst name", () => {
    expect(deviation({ loss: 2, x: [1, 10] }, { loss: 2, x: [1.5, 10] })).toBe(0.05)
    expect(deviation({ loss: 1.5 }, { loss: 1 })).toBe(0.5)
    expect(deviation({ loss: 0 }, { loss: 0 })).toBe(0)
  })

  it("is no number, and so above every tolerance, where a side lacks a value", () => {
    expect(deviation({ loss: 1 }, {})).toBeNaN()
    expect(deviation({ x: [1, 2] }, { x: [1] })).toBeNaN()
    expect(deviation({ loss: Number.NaN }, { loss: Number.NaN })).toBeNaN()
    expect(deviation({ loss: 1 }, { loss: 0 })).toBe(Number.POSITIVE_INFINITY)
  })
})
