import { readFileSync } from "node:fs"
import fc from "fast-check"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import {
  gaussianImportance,
  slidingWindows,
} from "../../../../runtime/data/transforms/crop/slidingWindow.ts"

const Triple = Schema.Tuple([Schema.Int, Schema.Int, Schema.Int])
/** Made with MONAI by test/fixtures/crop/make.py. */
const monai = Schema.decodeSync(
  Schema.fromJsonString(
    Schema.Struct({
      windows: Schema.Array(
        Schema.Struct({
          shape: Triple,
          size: Triple,
          overlap: Schema.Number,
          origins: Schema.Array(Triple),
        }),
      ),
      importance: Schema.Struct({ size: Triple, weights: Schema.Array(Schema.Number) }),
    }),
  ),
)(readFileSync(new URL("../../../fixtures/crop/windows.json", import.meta.url), "utf8"))

describe("slidingWindows", () => {
  it.each(monai.windows)("lays windows as MONAI does over $shape", (made) => {
    expect(slidingWindows(made.shape, made.size, made.overlap)).toEqual(made.origins)
  })

  const length = fc.integer({ min: 1, max: 40 })
  const triple = fc.tuple(length, length, length)

  it("covers every voxel and stays inside", () => {
    fc.assert(
      fc.property(
        triple,
        triple,
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        (shape, size, overlap) => {
          const origins = slidingWindows(shape, size, overlap)
          for (const axis of [0, 1, 2] as const) {
            const covered = new Set(
              origins.flatMap((origin) =>
                Array.from({ length: size[axis] }, (_, index) => origin[axis] + index),
              ),
            )
            for (let voxel = 0; voxel < shape[axis]; voxel++) expect(covered).toContain(voxel)
            const outside = origins.filter(
              (origin) => origin[axis] < 0 || origin[axis] + size[axis] > shape[axis],
            )
            expect(outside).toEqual(shape[axis] < size[axis] ? origins : [])
          }
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe("gaussianImportance", () => {
  it("equals MONAI's importance map", () => {
    const weights = gaussianImportance(monai.importance.size)
    expect(weights).toHaveLength(monai.importance.weights.length)
    for (const [index, expected] of monai.importance.weights.entries())
      expect(weights[index]).toBeCloseTo(expected, 6)
  })
})
