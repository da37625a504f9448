import { array, assert, constant, float, oneof, property } from "fast-check"
import { describe, expect, it } from "vitest"
import { intensitiesOf, sampleSize } from "../../runtime/dataPage/intensities.ts"

describe("intensities of a modality", () => {
  // Closed form: of the numbers 1 to n the percentile p is 1 + (n - 1) p / 100.
  it("have the percentiles of what is not 0, and the share of what is", () => {
    const values = Float32Array.from({ length: 2000 }, (_, index) => Math.max(0, index - 998))
    const { min, max, zero, inside } = intensitiesOf(values)
    expect([min, max]).toEqual([0, 1001])
    expect(zero).toBeCloseTo(999 / 2000, 12)
    expect(inside?.p1).toBeCloseTo(11, 4)
    expect(inside?.median).toBeCloseTo(501, 4)
    expect(inside?.p99).toBeCloseTo(991, 4)
  })

  it("are even where the values are, of a sample too", () => {
    const count = 5 * sampleSize
    const values = Float32Array.from({ length: count }, (_, index) => 1 + index / count)
    const { histogram, inside } = intensitiesOf(values)
    expect(inside?.median).toBeCloseTo(1.5, 4)
    expect(histogram?.low).toBeCloseTo(1.005, 4)
    expect(histogram?.high).toBeCloseTo(1.995, 4)
    for (const share of histogram?.shares ?? []) expect(share).toBeCloseTo(0.99 / 64, 4)
  })

  it("hold all voxels within the percentiles, whatever the values", () => {
    const value = oneof(constant(0), float({ noNaN: true, min: -1e6, max: 1e6 }))
    assert(
      property(array(value, { minLength: 1, maxLength: 300 }), (list) => {
        const values = Float32Array.from(list)
        const { histogram } = intensitiesOf(values)
        const nonzero = values.filter((each) => each !== 0)
        expect(histogram === null).toBe(nonzero.length === 0)
        if (histogram === null) return
        const { low, high, shares } = histogram
        const within = nonzero.filter((each) => each >= low && each <= high).length
        const sum = shares.reduce((total, share) => total + share, 0)
        expect(sum).toBeCloseTo(within / nonzero.length, 9)
      }),
    )
  })
})
