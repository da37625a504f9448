import { defaulted, Positive } from "../field.ts"
import { acts, defineAugmentation } from "./family.ts"

/** Multiplies each modality by 1 + u, u uniform in [-range, range] (MONAI RandScaleIntensity). */
export const intensityScale = defineAugmentation({
  kind: "intensityScale",
  doc: "Multiplies each modality by 1 + u.",
  implementation: "ablate:data/transforms/augment/steps/intensityScale",
  fields: {
    range: defaulted(Positive, 0.1, "Largest u.", "UNETR's training recipe"),
    probability: acts(0.5, "UNETR's training recipe"),
  },
})
