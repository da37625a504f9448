import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { packBits, rowOf, type BitVolume } from "../../runtime/metrics/bitVolume.ts"
import { neighbourCode, surfelAreas, surfelCorners } from "../../runtime/metrics/surfel.ts"
import { maskPairs } from "./arbitrary.ts"
import { cases } from "./cases.ts"

describe("surfelAreas", () => {
  it.each(cases.surfels)("are surface-distance's for spacing $spacing", ({ spacing, areas }) => {
    const ours = surfelAreas(spacing)
    expect(areas).toHaveLength(ours.length)
    for (const [code, area] of areas.entries()) expect(ours[code]).toBeCloseTo(area, 10)
  })
})

/** The codes of the corners [2, 2, 2] about one voxel, or [3, 3, 3] about eight. */
const codesOf = (mask: BitVolume, edge: number): readonly number[] =>
  Array.from({ length: edge ** 3 }, (_, i) =>
    neighbourCode(mask, Math.floor(i / edge ** 2), Math.floor(i / edge) % edge, i % edge),
  )

describe("neighbourCode", () => {
  it("has one bit for each of a voxel's eight corners", () => {
    const mask = packBits(Uint8Array.of(1), [1, 1, 1])
    expect(codesOf(mask, 2)).toEqual([128, 64, 32, 16, 8, 4, 2, 1])
  })

  it("is 255 inside a block", () => {
    const codes = codesOf(packBits(new Uint8Array(8).fill(1), [2, 2, 2]), 3)
    expect(codes[13]).toBe(255)
    expect(codes.filter((code) => code === 255)).toHaveLength(1)
  })
})

describe("surfelCorners", () => {
  it("are those whose code is neither 0 nor 255", () => {
    fc.assert(
      fc.property(maskPairs, ({ truth, grid }) => {
        const mask = packBits(truth, grid.shape)
        const corners = surfelCorners(mask)
        const [depth, height, width] = corners.shape
        for (let z = 0; z < depth; z++)
          for (let y = 0; y < height; y++)
            for (let x = 0; x < width; x++) {
              const code = neighbourCode(mask, z, y, x)
              const bit = (corners.words[rowOf(corners, z, y)]! >>> (x + 1)) & 1
              expect(bit).toBe(code === 0 || code === 255 ? 0 : 1)
            }
      }),
    )
  })
})
