import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { modalityMask, patchMask, positionMask } from "../../dsl/mask.ts"
import {
  type CellMask,
  maskedCount,
  positionCount,
  unmasked,
  visibleAt,
} from "../../runtime/pretraining/cells.ts"
import {
  hybridMask,
  hybridMaskFaults,
  hybridMaskSteps,
} from "../../runtime/pretraining/hybridMask.ts"
import modality from "../../runtime/pretraining/masks/modality.ts"
import patch from "../../runtime/pretraining/masks/patch.ts"
import position from "../../runtime/pretraining/masks/position.ts"
import { random } from "../../runtime/random/random.ts"
import { builtInMasks, grids, modalityCounts, pipelines, ratios, seeds } from "./masks.ts"

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index)

/** The modalities masked at a position. */
const maskedAt = (cells: CellMask, at: number): readonly number[] => {
  const visible = visibleAt(cells, at)
  return upTo(cells.modalities).filter((each) => !visible.includes(each))
}

const rounded = (value: number, least: number, most: number) =>
  Math.min(most, Math.max(least, Math.round(value)))

describe("the modality mask", () => {
  it("masks whole modalities, as many as asked for", () => {
    fc.assert(
      fc.property(grids, modalityCounts, seeds, (grid, modalities, seed) => {
        const count = 1 + (seed % (modalities - 1))
        const cells = modality.draw(
          modalityMask({ count }),
          unmasked(modalities, grid),
          random(seed),
        )
        const masked = maskedAt(cells, 0)
        expect(masked).toHaveLength(count)
        for (const at of upTo(positionCount(cells))) expect(maskedAt(cells, at)).toEqual(masked)
      }),
    )
  })

  it("draws each modality equally often", () => {
    const draws = upTo(4000).map(
      (seed) => maskedAt(modality.draw(modalityMask(), unmasked(4, [1, 1, 1]), random(seed)), 0)[0],
    )
    for (const each of upTo(4)) {
      const share = draws.filter((drawn) => drawn === each).length / draws.length
      // Five standard deviations of a share of 1/4 in 4000 draws.
      expect(Math.abs(share - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 4000))
    }
  })
})

describe("the position mask", () => {
  it("masks the share given, at the same positions in all modalities", () => {
    fc.assert(
      fc.property(grids, modalityCounts, ratios, seeds, (grid, modalities, ratio, seed) => {
        const start = unmasked(modalities, grid)
        const cells = position.draw(positionMask({ ratio }), start, random(seed))
        const positions = positionCount(cells)
        const masked = upTo(positions).filter((at) => maskedAt(cells, at).length > 0)
        expect(masked).toHaveLength(rounded(ratio * positions, 1, positions - 1))
        for (const at of masked) expect(visibleAt(cells, at)).toEqual([])
      }),
    )
  })
})

describe("the patch mask", () => {
  it("leaves positions with one visible modality, or masks its share of them where told", () => {
    fc.assert(
      fc.property(grids, ratios, seeds, (grid, ratio, seed) => {
        const draws = random(seed)
        const left = modality.draw(modalityMask(), unmasked(2, grid), draws)
        const positions = positionCount(left)
        const drawn = (alone: "leave" | "mask") =>
          maskedCount(patch.draw(patchMask({ ratio, alone }), left, draws)) - maskedCount(left)
        expect(drawn("leave")).toBe(0)
        expect(drawn("mask")).toBe(rounded(ratio * positions, 1, positions - 1))
      }),
    )
  })

  it("masks the share given of the cells left, some and not all at each position left", () => {
    fc.assert(
      fc.property(grids, modalityCounts, ratios, seeds, (grid, modalities, ratio, seed) => {
        const cells = patch.draw(patchMask({ ratio }), unmasked(modalities, grid), random(seed))
        const positions = positionCount(cells)
        const all = modalities * positions
        expect(maskedCount(cells)).toBe(rounded(ratio * all, positions, all - positions))
        for (const at of upTo(positions)) {
          const { length } = maskedAt(cells, at)
          expect(length).toBeGreaterThan(0)
          expect(length).toBeLessThan(modalities)
        }
      }),
    )
  })

  it("is complementary over modalities: each is masked equally often, give or take one", () => {
    fc.assert(
      fc.property(grids, modalityCounts, ratios, seeds, (grid, modalities, ratio, seed) => {
        const cells = patch.draw(patchMask({ ratio }), unmasked(modalities, grid), random(seed))
        const positions = positionCount(cells)
        const counts = upTo(modalities).map((each) =>
          cells.masked
            .subarray(each * positions, (each + 1) * positions)
            .reduce((sum, cell) => sum + cell, 0),
        )
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it("pairs positions so that what is masked at one is visible at the other", () => {
    const evens = fc.constantFrom(2, 4)
    fc.assert(
      fc.property(grids, evens, seeds, (grid, modalities, seed) => {
        const cells = patch.draw(
          patchMask({ ratio: 0.5 }),
          unmasked(modalities, grid),
          random(seed),
        )
        const positions = positionCount(cells)
        const sets = new Map<string, number>()
        for (const at of upTo(positions)) {
          const key = maskedAt(cells, at).join()
          sets.set(key, (sets.get(key) ?? 0) + 1)
        }
        const unpaired = [...sets].map(([key, count]) => {
          const masked = key.split(",").map(Number)
          const complement = upTo(modalities).filter((each) => !masked.includes(each))
          return Math.max(0, count - (sets.get(complement.join()) ?? 0))
        })
        // With an odd number of positions the last one has no partner.
        expect(unpaired.reduce((sum, count) => sum + count, 0)).toBe(positions % 2)
      }),
    )
  })

  it("draws every subset of two out of four modalities", () => {
    const cells = patch.draw(patchMask({ ratio: 0.5 }), unmasked(4, [4, 4, 8]), random(0))
    const sets = new Set(upTo(128).map((at) => maskedAt(cells, at).join()))
    expect(sets.size).toBe(6)
  })

  it("touches only positions that earlier steps left", () => {
    fc.assert(
      fc.property(grids, modalityCounts, ratios, seeds, (grid, modalities, ratio, seed) => {
        const steps = [modalityMask(), positionMask({ ratio }), patchMask({ ratio })]
        const context = { modalities, grid, implementations: builtInMasks }
        const [, before, after] = hybridMaskSteps(steps, context, random(seed))
        if (before === undefined || after === undefined) throw new Error("three steps were drawn")
        for (const at of upTo(positionCount(after))) {
          const left = visibleAt(before, at).length
          const now = visibleAt(after, at).length
          // One modality left cannot be masked in part.
          const least = Math.min(left, 1)
          const most = left < 2 ? left : left - 1
          expect(now).toBeGreaterThanOrEqual(least)
          expect(now).toBeLessThanOrEqual(most)
        }
      }),
    )
  })
})

describe("a pipeline", () => {
  const context = fc.record({ modalities: fc.integer({ min: 3, max: 5 }), grid: grids })

  it("of any steps in any order only adds to the mask, and never masks everything", () => {
    fc.assert(
      fc.property(
        context,
        ratios.chain((ratio) => pipelines(ratio)),
        seeds,
        ({ modalities, grid }, steps, seed) => {
          const made = { modalities, grid, implementations: builtInMasks }
          fc.pre(hybridMaskFaults(steps, made, "mask").length === 0)
          let before = unmasked(modalities, grid)
          for (const after of hybridMaskSteps(steps, made, random(seed))) {
            expect(after.masked.every((cell, index) => cell >= before.masked[index]!)).toBe(true)
            before = after
          }
          expect(maskedCount(before)).toBeLessThan(before.masked.length)
        },
      ),
    )
  })

  it("depends on its address alone", () => {
    const steps = [modalityMask(), positionMask(), patchMask()]
    const made = { modalities: 4, grid: [4, 4, 4], implementations: builtInMasks } as const
    const first = hybridMask(steps, made, random(7, "mask", 1))
    hybridMask(steps, made, random(7, "mask", 2))
    expect(hybridMask(steps, made, random(7, "mask", 1))).toEqual(first)
    expect(hybridMask(steps, made, random(8, "mask", 1))).not.toEqual(first)
  })

  it("masks the share that the paper's setting gives: 1 of 4, half, half", () => {
    const steps = [modalityMask(), positionMask(), patchMask()]
    const made = { modalities: 4, grid: [6, 6, 6], implementations: builtInMasks } as const
    const cells = hybridMask(steps, made, random(0))
    // 216 of a modality, 3 x 108 at masked positions, half of 3 x 108 at the others.
    expect(maskedCount(cells)).toBe(216 + 324 + 162)
  })

  it("says which step gives something else than a cell a modality and position", () => {
    const short = { definition: modality.definition, draw: () => unmasked(1, [1, 1, 1]) }
    const context = { modalities: 4, grid: [2, 2, 2], implementations: () => short } as const
    expect(hybridMaskFaults([modalityMask()], context, "mask")).toMatchObject([
      {
        what: expect.stringContaining("the mask that modality draws is of 1 cells"),
        where: { field: "mask.0", file: import.meta.filename },
        expected: expect.stringContaining("a Uint8Array `masked` of 32"),
      },
    ])
  })

  it("says which step leaves nothing or masks nothing", () => {
    const single = { modalities: 1, grid: [2, 2, 2], implementations: builtInMasks } as const
    expect(hybridMaskFaults([modalityMask()], single, "pretraining.mask")).toMatchObject([
      { what: expect.stringContaining("masks everything"), where: { field: "pretraining.mask.0" } },
    ])
    const pair = { modalities: 2, grid: [2, 2, 2], implementations: builtInMasks } as const
    expect(hybridMaskFaults([modalityMask(), patchMask()], pair, "mask")).toMatchObject([
      { what: expect.stringContaining("masks nothing more"), where: { field: "mask.1" } },
    ])
    const four = { modalities: 4, grid: [2, 2, 2], implementations: builtInMasks } as const
    expect(hybridMaskFaults([modalityMask(), positionMask(), patchMask()], four, "mask")).toEqual(
      [],
    )
  })
})
