import { Schema } from "effect"
import { axes, Count, defaulted, Extent, Positive, required } from "../field.ts"
import { defineEncoder } from "./family.ts"

/** A ViT. The paper's: `vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 })`. */
export const vit = defineEncoder({
  kind: "vit",
  doc: "Vision Transformer (Dosovitskiy 2021) with pre-norm blocks, laid out as MONAI's ViT.",
  implementation: "ablate:nn/encoders/vit",
  fields: {
    crop: required(Extent, "Voxels of an input crop along each axis."),
    patch: required(Extent, "Voxels of a patch along each axis; divides the crop."),
    width: required(Count, "Dimensions of a token."),
    depth: required(Count, "Transformer blocks."),
    heads: required(Count, "Attention heads; divides the width."),
    mlpRatio: defaulted(
      Positive,
      4,
      "Hidden width of a block's MLP over the width.",
      "ViT: 3072 / 768",
    ),
    tokens: defaulted(
      Schema.Literals(["stacked", "perModality"]),
      "stacked",
      "`stacked`: modalities are channels of one token; `perModality`: a token per modality and position.",
      "eq. 7 and UNETR: stacked; M3AE: per modality",
    ),
    position: defaulted(
      Schema.Literals(["learned", "sincos"]),
      "learned",
      "Position embedding.",
      "MONAI ViT, the authors' code",
    ),
    qkvBias: defaulted(
      Schema.Boolean,
      false,
      "Bias of the query, key and value projection.",
      "MONAI ViT",
    ),
  },
  levels: ({ depth, patch, width }) =>
    Array.from({ length: depth }, () => ({ stride: axes(patch), width })),
})
