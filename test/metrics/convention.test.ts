import { describe, expect, it } from "vitest"
import { describe as wording } from "../../runtime/metrics/convention.ts"

describe("the wording of a convention", () => {
  it("says all that two numbers must share to be comparable", () => {
    expect([
      wording({ metric: "hd95", implementation: "monai", spacing: "mm", empty: "drop" }),
      wording({ metric: "hd95", implementation: "medpy", spacing: "voxel", empty: 50 }),
      wording({ metric: "hd95", implementation: "brats2023", spacing: "mm" }),
      wording({ metric: "dice", empty: "one" }),
      wording({ metric: "dice", empty: "nan" }),
      wording({ metric: "dice", empty: "nanWithoutTruth" }),
      wording({ metric: "auc" }),
      wording({ metric: "accuracy", threshold: 0.5 }),
    ]).toEqual([
      "HD95, MONAI: max of directed 95% quantiles, mm, NaN when a mask is empty (dropped from the mean)",
      "HD95, medpy: 95th percentile of pooled distances, voxels (spacing taken as 1), 50 when one mask is empty, 0 when both are",
      "HD95, BraTS 2023: max of directed area-weighted 95% quantiles, mm, 374 when one mask is empty, 0 when both are",
      "Dice, 1 when both masks are empty",
      "Dice, NaN when both masks are empty (dropped from the mean)",
      "Dice, NaN when the truth is empty (dropped from the mean)",
      "AUC, area under the ROC curve by ranks, ties count half, NaN when a class is absent",
      "Accuracy, positive when the score exceeds 0.5, NaN without subjects",
    ])
  })

  it("does not type-check an empty policy for BraTS 2023, nor a medpy without one", () => {
    // @ts-expect-error the challenge fixes the penalty
    wording({ metric: "hd95", implementation: "brats2023", spacing: "mm", empty: "drop" })
    expect(() =>
      // @ts-expect-error medpy itself raises, so that a policy must be stated
      wording({ metric: "hd95", implementation: "medpy", spacing: "mm" }),
    ).not.toThrow()
  })
})
