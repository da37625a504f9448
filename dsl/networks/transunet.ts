import { Schema } from "effect"
import { Count, defaulted, Positive } from "../field.ts"
import { defineNetwork } from "./family.ts"

/**
 * 3-D TransUNet (Chen 2023), encoder only: nnU-Net's network with a Vision Transformer between
 * encoder and decoder.
 */
export const transunet = defineNetwork({
  kind: "transunet",
  doc: "3-D TransUNet, encoder only, without layer scale and dropout; brings its own transformer.",
  implementation: "ablate:nn/networks/transunet",
  fields: {
    spacing: defaulted(
      Schema.Tuple([Positive, Positive, Positive]),
      [1, 1, 1],
      "Millimetres of a voxel along each axis, after preprocessing.",
      "BraTS: 1 mm",
    ),
    features: defaulted(Count, 32, "Channels at full resolution.", "published 3D-TransUNet"),
    maxFeatures: defaulted(Count, 320, "Most channels of a level.", "published 3D-TransUNet"),
    width: defaulted(Count, 768, "Dimensions of a token.", "published 3D-TransUNet, ViT-B"),
    depth: defaulted(Count, 12, "Transformer blocks.", "published 3D-TransUNet, ViT-B"),
    heads: defaulted(Count, 12, "Attention heads; divides the width.", "ViT-B"),
    mlpWidth: defaulted(Count, 3072, "Hidden width of a block's MLP.", "ViT-B"),
  },
})
