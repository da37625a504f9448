import { Schema } from "effect"
import { Count, defaulted, Extent, required } from "../field.ts"
import { defineEncoder } from "./family.ts"

/** nnU-Net's residual encoder (ResEnc, Isensee 2024): `residualEncoder({ crop: 96, depth: 6 })`. */
export const residualEncoder = defineEncoder({
  kind: "residualEncoder",
  doc: "Convolutional residual encoder with instance norm, as nnU-Net's ResEnc: each stage after the first halves the resolution.",
  implementation: "ablate:nn/encoders/residualEncoder",
  fields: {
    crop: required(Extent, "Voxels of an input crop along each axis; 2^(depth - 1) divides it."),
    depth: required(Count, "Stages, the first at full resolution."),
    features: defaulted(
      Count,
      32,
      "Channels of the first stage; each stage doubles them, up to the width.",
      "nnU-Net v2, 3d_fullres",
    ),
    width: defaulted(Count, 320, "Channels of the last stage.", "nnU-Net v2, 3d_fullres"),
    blocks: defaulted(
      Schema.NonEmptyArray(Count),
      [1, 3, 4, 6, 6, 6],
      "Residual blocks of each stage; stages beyond the list have as many as its last.",
      "nnU-Net v2, ResEncUNetPlanner",
    ),
  },
  levels: ({ depth, features, width }) =>
    Array.from({ length: depth }, (_, stage) => ({
      stride: [2 ** stage, 2 ** stage, 2 ** stage],
      width: stage === depth - 1 ? width : Math.min(features * 2 ** stage, width),
    })),
})
