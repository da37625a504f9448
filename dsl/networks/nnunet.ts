import { Schema } from "effect"
import { Count, defaulted, Positive } from "../field.ts"
import { defineNetwork } from "./family.ts"

/**
 * An implementation of nnU-Net's recipe (Isensee 2021): depth, strides and kernels by its rule from
 * crop and spacing, deep supervision with its weights. It does not choose crop and batch size.
 */
export const nnunet = defineNetwork({
  kind: "nnunet",
  doc: "U-Net planned by nnU-Net's rule with deep supervision, laid out as MONAI's DynUNet; without the encoder.",
  implementation: "ablate:nn/networks/nnunet",
  fields: {
    spacing: defaulted(
      Schema.Tuple([Positive, Positive, Positive]),
      [1, 1, 1],
      "Millimetres of a voxel along each axis, after preprocessing.",
      "BraTS: 1 mm",
    ),
    features: defaulted(Count, 32, "Channels at full resolution.", "nnU-Net v2, 3d_fullres"),
    maxFeatures: defaulted(Count, 320, "Most channels of a level.", "nnU-Net v2, 3d_fullres"),
    deepSupervision: defaulted(
      Schema.Boolean,
      true,
      "Train on coarser outputs too, weighted 1, 1/2, 1/4 and so on; the coarsest is left out.",
      "nnU-Net v2, nnUNetTrainer",
    ),
  },
})
