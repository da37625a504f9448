import { defaulted, Positive } from "../field.ts"
import { acts, defineAugmentation } from "./family.ts"

/** Adds u, uniform in [-range, range], to each modality (MONAI RandShiftIntensity). */
export const intensityShift = defineAugmentation({
  kind: "intensityShift",
  doc: "Adds u to each modality.",
  implementation: "ablate:data/transforms/augment/steps/intensityShift",
  fields: {
    range: defaulted(Positive, 0.1, "Largest u.", "UNETR's training recipe"),
    probability: acts(0.5, "UNETR's training recipe"),
  },
})
