import { Schema } from "effect"
import { Count, defaulted } from "../field.ts"
import { defineNetwork } from "./family.ts"

/** UNETR (Hatamizadeh 2022): the ViT's layers feed a convolutional decoder. */
export const unetr = defineNetwork({
  kind: "unetr",
  doc: "UNETR: taps at a quarter, half, three quarters and the end of the encoder.",
  implementation: "ablate:nn/networks/unetr",
  fields: {
    features: defaulted(Count, 16, "Channels at full resolution.", "MONAI UNETR feature_size"),
    taps: defaulted(
      Schema.Literals(["paper", "monai"]),
      "paper",
      "Encoder layers that feed the decoder: `paper` a quarter, half and three quarters of the depth (3, 6, 9 of 12); `monai` one layer later (4, 7, 10), as MONAI's UNETR.",
      "UNETR, section 3.1",
    ),
  },
})
