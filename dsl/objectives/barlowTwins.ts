import { Schema } from "effect"
import { Count, defaulted, NonNegative } from "../field.ts"
import { defineObjective } from "./family.ts"
import { twoViewFields } from "./twoViews.ts"

/** Barlow Twins: the cross-correlation of two views' embeddings is pushed towards the identity. */
export const barlowTwins = defineObjective({
  kind: "barlowTwins",
  doc: "Redundancy reduction: the cross-correlation of two views' embeddings becomes the identity (Zbontar 2021).",
  implementation: "ablate:pretraining/barlowTwinsObjective",
  fields: {
    lambda: defaulted(
      NonNegative,
      0.0051,
      "Weight of the off-diagonal terms.",
      "Barlow Twins' code (the paper rounds to 0.005)",
    ),
    projector: defaulted(
      Schema.NullOr(Schema.NonEmptyArray(Count)),
      null,
      "Widths of the projector's layers; null takes three of 8192, fewer for an encoder narrower than ViT-B: in proportion to its width over 768.",
      "Barlow Twins: 8192-8192-8192",
    ),
    ...twoViewFields,
  },
})
