import { describe, expect, it } from "vitest"
import { neighbourCodes, surfelAreas } from "../../runtime/metrics/surfel.ts"
import { cases } from "./cases.ts"

describe("surfelAreas", () => {
  it.each(cases.surfels)("are surface-distance's for spacing $spacing", ({ spacing, areas }) => {
    const ours = surfelAreas(spacing)
    expect(areas).toHaveLength(ours.length)
    for (const [code, area] of areas.entries()) expect(ours[code]).toBeCloseTo(area, 10)
  })
})

describe("neighbourCodes", () => {
  it("sets one bit at each of a voxel's eight corners", () => {
    expect([...neighbourCodes(Uint8Array.of(1), [1, 1, 1])]).toEqual([128, 64, 32, 16, 8, 4, 2, 1])
  })

  it("is 255 inside a block", () => {
    const codes = neighbourCodes(new Uint8Array(8).fill(1), [2, 2, 2])
    expect(codes[13]).toBe(255)
    expect(codes.filter((code) => code === 255)).toHaveLength(1)
  })
})
