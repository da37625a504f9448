import { Schema } from "effect"
import { defaulted } from "../field.ts"
import { defineNetwork } from "./family.ts"

/** The encoder with a linear layer, both trained: fine-tuning, or a ViT from scratch. */
export const vitClassifier = defineNetwork({
  kind: "vitClassifier",
  doc: "A linear layer on the encoder, trained together.",
  implementation: "ablate:nn/networks/vitClassifier",
  fields: {
    pool: defaulted(
      Schema.Literals(["token", "mean"]),
      "token",
      "What the linear layer reads: a class token, or the mean of all tokens.",
      "MONAI ViT, classification",
    ),
  },
})
