import { defaulted, Positive } from "../field.ts"
import { acts, defineAugmentation, rangeOf } from "./family.ts"

/**
 * Multiplies each modality's distance from its mean by a factor drawn from the range, below 1 as often as
 * above, and clips to the modality's extremes (nnU-Net's ContrastTransform).
 */
export const contrast = defineAugmentation({
  kind: "contrast",
  doc: "Stretches each modality about its mean.",
  implementation: "ablate:data/transforms/augment/steps/contrast",
  fields: {
    range: defaulted(rangeOf(Positive), [0.75, 1.25], "Factors.", "nnU-Net v2"),
    probability: acts(0.15, "nnU-Net v2"),
  },
})
