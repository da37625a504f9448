import { Schema } from "effect"
import { Count, defaulted, Ratio } from "../field.ts"
import { defineObjective } from "./family.ts"
import { trainingFields } from "./trainingFields.ts"

/** MAE over tokens of all modalities. */
export const mae = defineObjective({
  kind: "mae",
  doc: "Masked autoencoder: the encoder sees visible tokens only, a decoder of its own reconstructs (He 2022).",
  implementation: "ablate:pretraining/mae",
  fields: {
    ratio: defaulted(Ratio, 0.75, "Share of the tokens masked.", "MAE"),
    decoder: defaulted(
      Schema.Struct({ width: Count, depth: Count, heads: Count }),
      { width: 512, depth: 8, heads: 16 },
      "Transformer blocks of the decoder.",
      "MAE: 8 blocks of width 512, 16 heads",
    ),
    normalizedTarget: defaulted(
      Schema.Boolean,
      false,
      "Whether a patch is normalised by its own mean and deviation before the MSE.",
      "MAE: both are reported; the paper shows plain intensities",
    ),
    ...trainingFields,
  },
})
