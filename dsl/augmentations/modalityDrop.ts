import { acts, defineAugmentation } from "./family.ts"

/** Sets modalities to zero, but keeps one drawn at random where all would go (ModDrop, Neverova et al. 2016). */
export const modalityDrop = defineAugmentation({
  kind: "modalityDrop",
  doc: "Sets modalities to zero.",
  implementation: "ablate:data/transforms/augment/steps/modalityDrop",
  fields: {
    probability: acts(0.2, "none published for MRI", "Probability that a modality is dropped."),
  },
})
