import { Schema } from "effect"
import { defaulted, Positive } from "../field.ts"
import { acts, defineAugmentation, rangeOf } from "./family.ts"

/**
 * Raises each modality, scaled to [0, 1] by its extremes in the crop, to a power drawn from the range
 * (MONAI RandAdjustContrast).
 */
export const gamma = defineAugmentation({
  kind: "gamma",
  doc: "Raises each modality to a power.",
  implementation: "ablate:data/transforms/augment/steps/gamma",
  fields: {
    range: defaulted(rangeOf(Positive), [0.7, 1.5], "Powers.", "nnU-Net v2"),
    draw: defaulted(
      Schema.Literals(["uniform", "balanced"]),
      "uniform",
      "`balanced`: below 1 as often as above.",
      "MONAI; nnU-Net is balanced",
    ),
    inverted: defaulted(Schema.Boolean, false, "Acts on the negative of the image.", "MONAI"),
    retainStatistics: defaulted(
      Schema.Boolean,
      false,
      "Gives each modality its mean and deviation back.",
      "MONAI; nnU-Net does",
    ),
    probability: acts(0.3, "nnU-Net v2"),
  },
})
