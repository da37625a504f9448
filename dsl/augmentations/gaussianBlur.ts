import { Schema } from "effect"
import { defaulted, Positive, Probability } from "../field.ts"
import { acts, defineAugmentation, rangeOf } from "./family.ts"

/** Smooths with a Gaussian whose sigma along each axis is uniform in the range (MONAI RandGaussianSmooth). */
export const gaussianBlur = defineAugmentation({
  kind: "gaussianBlur",
  doc: "Smooths with a Gaussian.",
  implementation: "ablate:data/transforms/augment/steps/gaussianBlur",
  fields: {
    sigma: defaulted(rangeOf(Positive), [0.25, 1.5], "Sigmas in voxels.", "MONAI"),
    filter: defaulted(
      Schema.Literals(["integrated", "sampled"]),
      "integrated",
      "`integrated`: the Gaussian's mass over each voxel, zero beyond the ends; `sampled`: its density at the voxels' centres, mirrored at the ends.",
      "MONAI; nnU-Net samples",
    ),
    perModality: defaulted(
      Schema.NullOr(Probability),
      null,
      "Probability of each modality, with a sigma of its own; null blurs all alike.",
      "MONAI",
    ),
    probability: acts(0.1, "MONAI"),
  },
})
