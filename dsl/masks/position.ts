import { defaulted, Ratio } from "../field.ts"
import { defineMask } from "./family.ts"

/** Masks the same positions in every modality, drawn per sample (paper III-B-1, step 2). */
export const positionMask = defineMask({
  kind: "position",
  doc: "Masks the same positions in all modalities.",
  implementation: "ablate:pretraining/masks/position",
  fields: {
    ratio: defaulted(
      Ratio,
      0.5,
      "Share of the positions masked.",
      "open in the paper; with one of four modalities and a patch mask of 0.5 about 0.8 of all cells are masked",
    ),
  },
})
