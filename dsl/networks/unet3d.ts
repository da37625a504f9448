import { Schema } from "effect"
import { Count, defaulted } from "../field.ts"
import { defineNetwork } from "./family.ts"

/**
 * 3-D U-Net (Çiçek 2016) as MONAI's BasicUNet: two 3^3 convolutions a level, max pooling,
 * transposed convolutions; instance norm in place of batch norm, padded convolutions, five levels.
 */
export const unet3d = defineNetwork({
  kind: "unet3d",
  doc: "3-D U-Net with instance norm, laid out as MONAI's BasicUNet; without the encoder.",
  implementation: "ablate:nn/networks/unet3d",
  fields: {
    features: defaulted(
      Schema.Array(Count).check(Schema.isMinLength(3)),
      [32, 32, 64, 128, 256, 32],
      "Channels at each level, finest first, then after the last upsampling.",
      "MONAI BasicUNet features",
    ),
  },
})
