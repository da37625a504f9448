import { Count, defaulted } from "../field.ts"
import { defineNetwork } from "./family.ts"

/** TransBTS (Wang 2021): a convolutional encoder to 1/8, a transformer there, a convolutional decoder. */
export const transbts = defineNetwork({
  kind: "transbts",
  doc: "TransBTS with the published code's layers, but without dropout; without the encoder.",
  implementation: "ablate:nn/networks/transbts",
  fields: {
    width: defaulted(
      Count,
      512,
      "Dimensions of a token; 1/32 of it are the channels at full resolution.",
      "published TransBTS: embedding_dim",
    ),
    depth: defaulted(Count, 4, "Transformer blocks.", "published TransBTS: num_layers"),
    heads: defaulted(Count, 8, "Attention heads; divides the width.", "published TransBTS"),
    mlpWidth: defaulted(Count, 4096, "Hidden width of a block's MLP.", "published TransBTS"),
  },
})
