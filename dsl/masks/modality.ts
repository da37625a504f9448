import { Count, defaulted } from "../field.ts"
import { defineMask } from "./family.ts"

/** Masks whole modalities, drawn per sample (paper III-B-1, step 1). */
export const modalityMask = defineMask({
  kind: "modality",
  doc: "Masks whole modalities.",
  implementation: "ablate:pretraining/masks/modality",
  fields: {
    count: defaulted(Count, 1, "Number of modalities masked.", "paper III-B-1: one modality"),
  },
})
