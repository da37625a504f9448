import { acts, defineAugmentation } from "./family.ts"

/** Flips each axis by itself (MONAI RandFlip). */
export const flip = defineAugmentation({
  kind: "flip",
  doc: "Reverses each axis.",
  implementation: "ablate:data/transforms/augment/steps/flip",
  fields: {
    probability: acts(0.5, "UNETR's training recipe", "Probability that an axis is flipped."),
  },
})
