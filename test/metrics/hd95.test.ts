import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Hd95Convention } from "../../dsl/metrics/hd95.ts"
import type { Grid, Triple } from "../../runtime/metrics/grid.ts"
import { hd95 } from "../../runtime/metrics/hd95.ts"
import { filledPairs } from "./arbitrary.ts"
import { agrees, cases, unpack } from "./cases.ts"

const conventions = (["mm", "voxel"] as const).flatMap((spacing): readonly Hd95Convention[] => [
  { implementation: "monai", spacing, empty: "drop" },
  { implementation: "medpy", spacing, empty: "drop" },
  { implementation: "brats2023", spacing },
])

/** The mask in a volume wider by `before` and `after` voxels of background on each side. */
const padded = (
  mask: Uint8Array,
  [depth, height, width]: Triple,
  before: Triple,
  after: Triple,
): { readonly mask: Uint8Array; readonly shape: Triple } => {
  const shape: Triple = [
    before[0] + depth + after[0],
    before[1] + height + after[1],
    before[2] + width + after[2],
  ]
  const wide = new Uint8Array(shape[0] * shape[1] * shape[2])
  for (let z = 0, i = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const row = (z + before[0]) * shape[1] + y + before[1]
        wide[row * shape[2] + x + before[2]] = mask[i]!
      }
    }
  }
  return { mask: wide, shape }
}

const margin: fc.Arbitrary<Triple> = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2))

describe.each(conventions)("hd95, $implementation, $spacing", (convention) => {
  const { implementation, spacing } = convention

  it.each(cases.masks)("gives the tool's value: $name", (row) => {
    const value = hd95(
      unpack(row.prediction, row.shape),
      unpack(row.truth, row.shape),
      row,
      convention,
    )
    const expected = row.hd95[implementation][spacing]
    // medpy raises where a mask is empty; the convention's `drop` makes that a NaN.
    expect(value).toSatisfy((v: number) => agrees(v, expected === "error" ? null : expected))
  })

  it("is symmetric, and 0 for a mask with itself", () => {
    fc.assert(
      fc.property(filledPairs, ({ prediction, truth, grid }) => {
        const value = hd95(prediction, truth, grid, convention)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(hd95(truth, prediction, grid, convention)).toBe(value)
        expect(hd95(truth, truth, grid, convention)).toBe(0)
      }),
    )
  })

  it("does not change when both masks are shifted inside a wider volume", () => {
    fc.assert(
      fc.property(filledPairs, margin, margin, ({ prediction, truth, grid }, before, after) => {
        const wide = padded(prediction, grid.shape, before, after)
        const wideTruth = padded(truth, grid.shape, before, after)
        const wideGrid: Grid = { shape: wide.shape, spacing: grid.spacing }
        expect(hd95(wide.mask, wideTruth.mask, wideGrid, convention)).toBe(
          hd95(prediction, truth, grid, convention),
        )
      }),
    )
  })

  it("scales with the spacing when in mm, not when in voxels", () => {
    fc.assert(
      fc.property(filledPairs, fc.integer({ min: -4, max: 6 }), (pair, exponent) => {
        // A power of two scales every distance and area without rounding.
        const k = 2 ** exponent
        const [z, y, x] = pair.grid.spacing
        const scaled: Grid = { shape: pair.grid.shape, spacing: [k * z, k * y, k * x] }
        const value = hd95(pair.prediction, pair.truth, pair.grid, convention)
        const after = hd95(pair.prediction, pair.truth, scaled, convention)
        const factor = spacing === "mm" ? k : 1
        expect(after).toBe(factor * value)
      }),
    )
  })
})

describe("hd95 where a mask is empty", () => {
  const grid: Grid = { shape: [2, 2, 2], spacing: [1, 1, 1] }
  const none = new Uint8Array(8)
  const some = Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0)

  it.each(["monai", "medpy"] as const)("gives %s the penalty stated for one, 0 for two", (tool) => {
    const convention: Hd95Convention = {
      implementation: tool,
      spacing: "mm",
      empty: 100,
    }
    expect(hd95(some, none, grid, convention)).toBe(100)
    expect(hd95(none, some, grid, convention)).toBe(100)
    expect(hd95(none, none, grid, convention)).toBe(0)
  })

  it("gives BraTS 2023 its 374 and 0 (eval.py of BraTS-2023-Metrics)", () => {
    const convention = { implementation: "brats2023", spacing: "mm" } as const
    expect(hd95(some, none, grid, convention)).toBe(374)
    expect(hd95(none, none, grid, convention)).toBe(0)
  })
})

describe("hd95 of wrong arguments", () => {
  const convention: Hd95Convention = {
    implementation: "monai",
    spacing: "mm",
    empty: "drop",
  }

  it("refuses a mask that does not fill the grid, and a spacing that is no length", () => {
    const mask = new Uint8Array(8)
    const shape: Triple = [2, 2, 2]
    expect(() => hd95(mask, new Uint8Array(9), { shape, spacing: [1, 1, 1] }, convention)).toThrow(
      "mask of 9 voxels on a grid of 2 x 2 x 2",
    )
    for (const wrong of [0, -1, NaN, Infinity]) {
      expect(() => hd95(mask, mask, { shape, spacing: [1, wrong, 1] }, convention)).toThrow(
        RangeError,
      )
    }
  })
})
