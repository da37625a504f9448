import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { effectiveRank, featureDeviation } from "../../runtime/pretraining/collapse.ts"
import { random } from "../../runtime/random/random.ts"
import { published } from "./fixtures.ts"

const isotropic = (rows: number, width: number): readonly Float32Array[] => {
  const stream = random(0, "features")
  return Array.from({ length: rows }, () =>
    Float32Array.from({ length: width }, () => stream.normal()),
  )
}

const orthogonal = (width: number): readonly Float32Array[] =>
  Array.from({ length: width }, (_, at) =>
    Float32Array.from({ length: width }, (_value, dimension) => (dimension === at ? 2 : 0)),
  )

const constant = Array.from({ length: 12 }, () => Float32Array.of(0.3, -1.2, 4, 0.5))

describe("the deviation of features", () => {
  it("is 0 where all features are equal", () => {
    expect(featureDeviation(constant)).toBeCloseTo(0, 7)
    expect(featureDeviation(constant.map((row) => row.map(() => 0)))).toBe(0)
  })

  it("is near 1 where they are spread evenly over the sphere", () => {
    expect(featureDeviation(isotropic(2000, 24))).toBeGreaterThan(0.98)
    expect(featureDeviation(isotropic(2000, 24))).toBeLessThanOrEqual(1)
  })

  it("is NumPy's of a small matrix", () => {
    const { x, deviation } = published.spectrum
    const rows = Array.from({ length: 9 }, (_, at) =>
      Float32Array.from(x.values.slice(6 * at, 6 * at + 6)),
    )
    expect(featureDeviation(rows)).toBeCloseTo(deviation, 6)
  })
})

describe("the effective rank", () => {
  it("is 1 where all features are equal or multiples of one, and 0 of zeros", () => {
    expect(effectiveRank(constant)).toBeCloseTo(1, 5)
    expect(effectiveRank(constant.map((row, at) => row.map((value) => at * value)))).toBeCloseTo(
      1,
      5,
    )
    expect(effectiveRank(constant.map((row) => row.map(() => 0)))).toBe(0)
  })

  it("is the number of dimensions where they are orthogonal and of one length", () => {
    expect(effectiveRank(orthogonal(7))).toBeCloseTo(7, 6)
    expect(effectiveRank([...orthogonal(7), ...orthogonal(7)])).toBeCloseTo(7, 6)
  })

  it("is near the number of dimensions for isotropic features", () => {
    expect(effectiveRank(isotropic(2000, 24))).toBeGreaterThan(23.9)
    expect(effectiveRank(isotropic(2000, 24))).toBeLessThanOrEqual(24.0001)
  })

  it("is that of singular values by LAPACK, of rows or of columns", () => {
    const { x, rank } = published.spectrum
    const at = (row: number, column: number) => x.values[6 * row + column] ?? Number.NaN
    const rows = Array.from({ length: 9 }, (_, row) =>
      Float32Array.from({ length: 6 }, (_value, column) => at(row, column)),
    )
    const columns = Array.from({ length: 6 }, (_, column) =>
      Float32Array.from({ length: 9 }, (_value, row) => at(row, column)),
    )
    expect(effectiveRank(rows)).toBeCloseTo(rank, 6)
    expect(effectiveRank(columns)).toBeCloseTo(rank, 6)
  })

  it("does not depend on scale and lies between 1 and the smaller side", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer(),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (rows, width, seed, scale) => {
          const stream = random(seed, "matrix")
          const matrix = Array.from({ length: rows }, () =>
            Float32Array.from({ length: width }, () => stream.normal()),
          )
          const rank = effectiveRank(matrix)
          expect(rank).toBeGreaterThanOrEqual(1 - 1e-9)
          expect(rank).toBeLessThanOrEqual(Math.min(rows, width) + 1e-9)
          const scaled = matrix.map((row) => row.map((value) => scale * value))
          expect(effectiveRank(scaled)).toBeCloseTo(rank, 3)
        },
      ),
    )
  })
})
