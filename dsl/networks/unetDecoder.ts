import { Count, defaulted } from "../field.ts"
import { defineNetwork } from "./family.ts"

/** A U-Net's decoder on the levels of a hierarchical encoder, as Swin UNETR's (Hatamizadeh 2022). */
export const unetDecoder = defineNetwork({
  kind: "unetDecoder",
  doc: "U-Net decoder on an encoder whose levels differ in resolution, built as MONAI's SwinUNETR.",
  implementation: "ablate:nn/networks/unetDecoder",
  fields: {
    features: defaulted(
      Count,
      32,
      "Channels at full resolution, where the encoder's first level is coarser.",
      "nnU-Net v2, 3d_fullres",
    ),
  },
})
