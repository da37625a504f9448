import { assert, double, integer, property } from "fast-check"
import { describe, expect, it } from "vitest"
import { pooled, TargetVariance } from "../../../runtime/stages/variance/targetVariance.ts"
import { voxelMask } from "../../../runtime/stages/variance/voxelMask.ts"
import { random } from "../../../runtime/random/random.ts"

const length = 200

/** Ten estimates from images of independent normal elements, each masked with a probability. */
const estimates = (mean: number, deviation: number, ratio: number, samples: number) =>
  pooled(
    Array.from({ length: 10 }, (_, group) => {
      const variance = new TargetVariance(length)
      const draw = random(0, "test", group)
      for (let sample = 0; sample < samples; sample++)
        variance.add(
          Float32Array.from({ length }, () => mean + deviation * draw.normal()),
          Uint8Array.from({ length }, () => (draw.chance(ratio) ? 1 : 0)),
        )
      return variance.value
    }),
  )

describe("the variance of masked targets", () => {
  // Law of total variance: r s^2 + r (1 - r) m^2.
  it.each([
    [0, 1, 0.75],
    [1, 0, 0.5],
    [0.47, 0.25, 0.75],
    [2, 0.5, 0.2],
  ])("of mean %d, deviation %d, ratio %d is that of the closed form", (m, s, r) => {
    const expected = r * s ** 2 + r * (1 - r) * m ** 2
    const { mean, standardError } = estimates(m, s, r, 100)
    expect(Math.abs(mean - expected)).toBeLessThan(4 * standardError)
    expect(standardError).toBeLessThan(0.02 * expected)
  })

  it("is 0 of one image under one mask, and grows with the square of the scale", () => {
    assert(
      property(
        integer({ min: 2, max: 9 }),
        double({ min: 0.1, max: 9, noNaN: true }),
        (n, scale) => {
          const draw = random(n, "images")
          const image = Float32Array.from({ length: 30 }, () => draw.normal())
          const mask = Uint8Array.from({ length: 30 }, () => (draw.chance(0.5) ? 1 : 0))
          const [still, plain, scaled] = [0, 0, 0].map(() => new TargetVariance(30))
          for (let sample = 0; sample < n; sample++) {
            still?.add(image, mask)
            const other = Float32Array.from({ length: 30 }, () => draw.normal())
            plain?.add(other, mask)
            scaled?.add(
              other.map((value) => value * scale),
              mask,
            )
          }
          expect(still?.value).toBeCloseTo(0, 6)
          expect((scaled?.value ?? NaN) / ((plain?.value ?? NaN) * scale ** 2)).toBeCloseTo(1, 4)
        },
      ),
    )
  })
})

describe("voxelMask", () => {
  it("gives each voxel of a patch its cell", () => {
    const masked = Uint8Array.of(1, 0, 0, 1)
    const voxels = voxelMask({ modalities: 2, grid: [1, 1, 2], masked }, [1, 2, 2])
    expect([...voxels]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1])
  })
})
