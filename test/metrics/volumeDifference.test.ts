import { expect, it } from "vitest"
import { volumeDifference } from "../../dsl/metrics/volumeDifference.ts"
import implementation from "../../runtime/metrics/volumeDifference.ts"
import { lesionCases, pairOf } from "./lesionCases.ts"

it("follows from NumPy's counts of voxels on 200 pairs", () => {
  for (const row of lesionCases.masks) {
    const [predicted, labelled] = row.voxels
    const volume = row.spacing[0] * row.spacing[1] * row.spacing[2]
    const pair = pairOf(row)
    expect(implementation.measure(volumeDifference({ as: "ml" }), pair)).toBeCloseTo(
      (Math.abs(predicted - labelled) * volume) / 1000,
      12,
    )
    expect(implementation.measure(volumeDifference({ as: "share" }), pair)).toBe(
      labelled === 0 ? Number.NaN : Math.abs(predicted - labelled) / labelled,
    )
  }
})
