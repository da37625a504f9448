import { describe, expect, it } from "vitest"
import {
  numpyInterpolate,
  numpyRank,
  torchInterpolate,
  torchRank,
} from "../../runtime/metrics/quantile.ts"
import { weightedQuantile } from "../../runtime/metrics/weightedQuantile.ts"

const numpyQuantile = (sorted: Float64Array, fraction: number): number => {
  const rank = numpyRank(sorted.length, fraction)
  return numpyInterpolate(sorted.subarray(Math.floor(rank)), rank)
}

const torchQuantile = (sorted: Float32Array, fraction: number): number => {
  const rank = torchRank(sorted.length, fraction)
  return torchInterpolate(sorted.subarray(Math.floor(rank)), rank)
}

describe("quantiles of one value", () => {
  it("are that value", () => {
    expect(numpyQuantile(Float64Array.of(3), 0.95)).toBe(3)
    expect(torchQuantile(Float32Array.of(3), 0.95)).toBe(3)
    expect(weightedQuantile(Float64Array.of(3), Float64Array.of(0.1), 0.95)).toBe(3)
  })
})

describe("numpyQuantile and torchQuantile", () => {
  it("interpolate between the two ranks", () => {
    // Rank 0.95 * 4 = 3.8 of 0, 1, 2, 3, 13: 3 + 0.8 * 10.
    expect(numpyQuantile(Float64Array.of(0, 1, 2, 3, 13), 0.95)).toBeCloseTo(11, 12)
    expect(torchQuantile(Float32Array.of(0, 1, 2, 3, 13), 0.95)).toBeCloseTo(11, 5)
  })

  // torch 2.15: torch.quantile of n values, 0 up to `zeros` of them and 1 after, at 0.95.
  it.each([
    { n: 1698, zeros: 1613, torch: 0.14997977018356323 },
    { n: 5001, zeros: 4750, torch: 0.9999403953552246 },
    { n: 123_457, zeros: 117_284, torch: 0.19852828979492188 },
    { n: 1_000_003, zeros: 950_002, torch: 0.888079047203064 },
  ])("weigh as torch does, whose fraction is float32: $n values", ({ n, zeros, torch }) => {
    expect(torchQuantile(new Float32Array(n).fill(1, zeros), 0.95)).toBe(torch)
  })
})

describe("weightedQuantile", () => {
  it("takes the first value whose cumulated share reaches the fraction, without interpolation", () => {
    const values = Float64Array.of(1, 2, 3)
    expect(weightedQuantile(values, Float64Array.of(94, 1, 5), 0.95)).toBe(2)
    expect(weightedQuantile(values, Float64Array.of(94, 0.5, 5.5), 0.95)).toBe(3)
    expect(weightedQuantile(values, Float64Array.of(95, 1, 4), 0.95)).toBe(1)
  })

  it("takes values in any order, and the same more than once", () => {
    const values = Float64Array.of(3, 1, 2, 1)
    expect(weightedQuantile(values, Float64Array.of(5, 90, 1, 4), 0.95)).toBe(2)
    expect(weightedQuantile(values, Float64Array.of(4, 90, 1, 5), 0.95)).toBe(1)
  })
})
