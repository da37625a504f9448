import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, Schema } from "effect"
import { assert, double, integer, property } from "fast-check"
import { describe, expect, it } from "vitest"
import { readMetaImage } from "../../formats/metaimage/readMetaImage.ts"
import type { Affine } from "../../../../runtime/data/formats/nifti/affine.ts"
import {
  resampledCubic,
  resampledLinear,
  resampledNearest,
} from "../../../../runtime/data/transforms/resample/resample.ts"
import { hasTestData, needsTestData, testData } from "../../testData.ts"

const Row = Schema.Tuple([Schema.Finite, Schema.Finite, Schema.Finite, Schema.Finite])
const Facts = Schema.Struct({
  sum: Schema.Finite,
  at: Schema.Array(Schema.Tuple([Schema.Int, Schema.Finite])),
})
const SimpleItk = Schema.fromJsonString(
  Schema.Struct({
    grid: Schema.Struct({
      shape: Schema.Tuple([Schema.Int, Schema.Int, Schema.Int]),
      affine: Schema.Tuple([Row, Row, Row]),
    }),
    resampled: Schema.Struct({ nearest: Facts, linear: Facts, cubic: Facts }),
  }),
)
const fixture = join(import.meta.dirname, "../../../fixtures/resample/simpleItk.json")
const { grid, resampled } = Schema.decodeSync(SimpleItk)(readFileSync(fixture, "utf8"))

const resamplings = {
  nearest: resampledNearest<Float32Array>,
  linear: resampledLinear,
  cubic: resampledCubic,
} as const

// SimpleITK 2.5: sitkNearestNeighbor, sitkLinear, sitkBSpline; test/fixtures/resample/make.py.
describe.skipIf(!hasTestData)(`a prostate onto a turned, coarser grid${needsTestData}`, () => {
  it.each(["nearest", "linear", "cubic"] as const)("%s, as SimpleITK", async (kind) => {
    const path = "picai/picai_public_images_fold0/10000/10000_1000000_t2w.mha"
    const { data, shape, affine } = await Effect.runPromise(readMetaImage(join(testData, path)))
    const [width, height, depth] = shape
    const to = { shape: grid.shape, affine: [...grid.affine, [0, 0, 0, 1]] satisfies Affine }
    const target = new Float32Array(to.shape[0] * to.shape[1] * to.shape[2])
    const from = { shape: [depth, height, width], affine } as const
    const made = resamplings[kind](Float32Array.from(data), from, to, target)
    const { sum, at } = resampled[kind]
    const largest = Math.max(...at.map(([, value]) => Math.abs(value)))
    for (const [voxel, value] of at)
      expect(Math.abs(made[voxel]! - value)).toBeLessThan(1e-4 * largest)
    expect(Math.abs(made.reduce((a, b) => a + b, 0) / sum - 1)).toBeLessThan(1e-5)
  })
})

const identity: Affine = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
]
const movedBy = (x: number): Affine => [[1, 0, 0, x], identity[1], identity[2], identity[3]]

describe("a cubic spline", () => {
  it("goes through the voxels", () => {
    assert(
      property(integer({ min: 1, max: 6 }), integer({ min: 1, max: 40 }), (depth, width) => {
        const shape = [depth, 3, width] as const
        const values = Float32Array.from({ length: depth * 3 * width }, (_, i) => (i * 7919) % 101)
        const lattice = { shape, affine: identity }
        const made = resampledCubic(values, lattice, lattice, new Float32Array(values.length))
        for (let i = 0; i < values.length; i++) expect(made[i]).toBeCloseTo(values[i]!, 3)
      }),
      { numRuns: 30 },
    )
  })

  // B-splines of degree 3 reproduce polynomials up to degree 3; far from the mirrored ends.
  it("is exact for a cubic polynomial, away from the border", () => {
    assert(
      property(double({ min: 0.01, max: 0.99, noNaN: true }), (shift) => {
        const width = 80
        const cubic = (x: number) => 1e-3 * (x - 40) ** 3 - 0.2 * (x - 40) ** 2 + x
        const values = Float32Array.from({ length: width }, (_, x) => cubic(x))
        const from = { shape: [1, 1, width], affine: identity } as const
        const to = { shape: [1, 1, width - 1], affine: movedBy(shift) } as const
        const made = resampledCubic(values, from, to, new Float32Array(width - 1))
        for (let x = 25; x < 55; x++) expect(made[x]).toBeCloseTo(cubic(x + shift), 3)
      }),
      { numRuns: 20 },
    )
  })
})
