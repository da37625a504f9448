import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { squaredDistanceTransform } from "../../runtime/metrics/distanceTransform.ts"
import type { Grid } from "../../runtime/metrics/grid.ts"
import { maskPairs } from "./arbitrary.ts"

/** By the definition: the least over all sources. */
const bruteForce = (sources: Uint8Array, { shape, spacing }: Grid): Float64Array => {
  const place = (i: number) => [
    Math.floor(i / (shape[1] * shape[2])) * spacing[0],
    (Math.floor(i / shape[2]) % shape[1]) * spacing[1],
    (i % shape[2]) * spacing[2],
  ]
  const squared = new Float64Array(sources.length).fill(Infinity)
  for (let i = 0; i < sources.length; i++) {
    const [z = 0, y = 0, x = 0] = place(i)
    for (let j = 0; j < sources.length; j++) {
      if (sources[j] === 0) continue
      const [sz = 0, sy = 0, sx = 0] = place(j)
      squared[i] = Math.min(squared[i]!, (z - sz) ** 2 + (y - sy) ** 2 + (x - sx) ** 2)
    }
  }
  return squared
}

describe("squaredDistanceTransform", () => {
  it("equals brute force on any mask and spacing", () => {
    fc.assert(
      fc.property(maskPairs, ({ truth, grid }) => {
        // The spacings are eighths, so that every product and sum is exact in binary.
        expect(squaredDistanceTransform(truth, grid)).toEqual(bruteForce(truth, grid))
      }),
    )
  })

  it("is infinite everywhere without a source", () => {
    const grid: Grid = { shape: [2, 3, 4], spacing: [1, 1, 1] }
    expect(squaredDistanceTransform(new Uint8Array(24), grid)).toEqual(
      new Float64Array(24).fill(Infinity),
    )
  })
})
