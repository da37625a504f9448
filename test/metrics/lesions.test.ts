import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  lesionF1,
  lesionSensitivity,
  lesionwiseDice,
  lesionwiseHd95,
} from "../../dsl/metrics/lesionwise.ts"
import lesionF1Of from "../../runtime/metrics/lesionF1.ts"
import sensitivityOf from "../../runtime/metrics/lesionSensitivity.ts"
import lesionwiseDiceOf from "../../runtime/metrics/lesionwiseDice.ts"
import lesionwiseHd95Of from "../../runtime/metrics/lesionwiseHd95.ts"
import { filledPairs } from "./arbitrary.ts"
import { agrees } from "./cases.ts"
import { lesionCases, pairOf } from "./lesionCases.ts"

const cases = lesionCases.masks.map((row, index) => ({ ...row, index }))

describe("of 200 pairs of masks, each as the scorer of BraTS 2023 has it, and PyPI's brats-evaluation (paired),", () => {
  it.each(["GLI", "MEN", "MET", "paired"] as const)("under the rule of %s", (lesions) => {
    const wrong = cases.filter((row) => {
      const pair = pairOf(row)
      const {
        dice,
        hd95,
        found,
        missed,
        false: unmatched,
      } = lesions === "paired" ? row.paired : row.lesions[lesions]
      const sensitivity = found / (found + missed)
      const f1 = (2 * found) / (2 * found + missed + unmatched)
      return !(
        agrees(lesionwiseDiceOf.measure(lesionwiseDice({ lesions }), pair), dice) &&
        agrees(lesionwiseHd95Of.measure(lesionwiseHd95({ lesions }), pair), hd95) &&
        Object.is(sensitivityOf.measure(lesionSensitivity({ lesions }), pair), sensitivity) &&
        Object.is(lesionF1Of.measure(lesionF1({ lesions }), pair), f1)
      )
    })
    expect(wrong).toEqual([])
  })

  it("with empty masks, missed lesions, false positives and lesions too small to count among them", () => {
    const gli = cases.map(({ lesions }) => lesions.GLI)
    expect(cases.filter(({ voxels: [p, t] }) => p + t === 0).length).toBeGreaterThan(3)
    expect(gli.filter(({ missed }) => missed > 0).length).toBeGreaterThan(10)
    expect(gli.filter(({ false: wrong }) => wrong > 0).length).toBeGreaterThan(10)
    expect(
      cases.filter(
        ({ lesions, voxels: [, t] }) => t > 0 && lesions.GLI.found + lesions.GLI.missed === 0,
      ).length,
    ).toBeGreaterThan(10)
  })
})

describe("a rule of one's own", () => {
  const lesions = { dilation: 0, atMost: 0 }

  it("finds every lesion of a truth that is predicted as it is", () => {
    fc.assert(
      fc.property(filledPairs, ({ truth, grid }) => {
        const pair = { prediction: truth, truth, ...grid }
        expect(lesionF1Of.measure(lesionF1({ lesions }), pair)).toBe(1)
        expect(lesionwiseDiceOf.measure(lesionwiseDice({ lesions }), pair)).toBe(1)
        expect(lesionwiseHd95Of.measure(lesionwiseHd95({ lesions }), pair)).toBe(0)
      }),
    )
  })

  it("counts lesions apart that a dilation joins", () => {
    const row = { shape: [1, 1, 5], spacing: [1, 1, 1] } as const
    const truth = Uint8Array.of(1, 0, 0, 0, 1)
    const prediction = Uint8Array.of(1, 0, 0, 0, 0)
    const found = (dilation: number) =>
      sensitivityOf.measure(lesionSensitivity({ lesions: { dilation, atMost: 0 } }), {
        ...row,
        prediction,
        truth,
      })
    expect(found(0)).toBe(0.5)
    expect(found(1)).toBe(0.5)
    // Dilated twice, the two touch: one lesion, and it is found.
    expect(found(2)).toBe(1)
  })
})
