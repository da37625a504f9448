import { Schema } from "effect"
import { defaulted, Positive } from "../field.ts"
import { acts, defineAugmentation } from "./family.ts"

/**
 * Adds normal noise, its deviation uniform in [0, deviation] (MONAI RandGaussianNoise; nnU-Net, whose code
 * calls the deviation a variance).
 */
export const gaussianNoise = defineAugmentation({
  kind: "gaussianNoise",
  doc: "Adds normal noise.",
  implementation: "ablate:data/transforms/augment/steps/gaussianNoise",
  fields: {
    deviation: defaulted(Positive, 0.1, "Largest deviation.", "MONAI, nnU-Net v2"),
    shared: defaulted(
      Schema.Boolean,
      false,
      "One deviation for all modalities, or one for each.",
      "MONAI; nnU-Net shares it",
    ),
    probability: acts(0.1, "MONAI, nnU-Net v2"),
  },
})
