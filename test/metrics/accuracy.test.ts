import { describe, expect, it } from "vitest"
import { accuracy } from "../../runtime/metrics/accuracy.ts"

const convention = { metric: "accuracy", threshold: 0.5 } as const

describe("accuracy", () => {
  it("counts the subjects on their side of the threshold, which itself is negative", () => {
    expect(accuracy([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 1], convention)).toBe(0.5)
    expect(accuracy([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 1], { ...convention, threshold: 0.05 })).toBe(
      0.75,
    )
  })

  it("is NaN without subjects and with a NaN score", () => {
    expect(accuracy([], [], convention)).toBeNaN()
    expect(accuracy([NaN, 0.2], [0, 0], convention)).toBeNaN()
  })

  it("refuses lengths that differ", () => {
    expect(() => accuracy([0.1], [0, 1], convention)).toThrow("1 scores for 2 labels")
  })
})
