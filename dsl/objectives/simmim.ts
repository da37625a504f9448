import { Count, defaulted, Ratio } from "../field.ts"
import { defineObjective } from "./family.ts"
import { trainingFields } from "./trainingFields.ts"

/** SimMIM over tokens of all modalities, or over each modality's own where the encoder has them. */
export const simmim = defineObjective({
  kind: "simmim",
  doc: "Masked image modelling: masked patches are replaced by a learned token, one linear layer reconstructs (Xie 2022).",
  implementation: "ablate:pretraining/simmim",
  fields: {
    ratio: defaulted(Ratio, 0.6, "Share of the blocks masked, rounded up.", "SimMIM"),
    block: defaulted(
      Count,
      1,
      "Tokens along each axis of a block that is masked as a whole; divides the grid of tokens.",
      "MIM-Med3D: single tokens of 16 voxels (SimMIM: 2, 32 pixels at a patch of 16)",
    ),
    ...trainingFields,
  },
})
