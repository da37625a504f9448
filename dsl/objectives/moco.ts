import { Schema } from "effect"
import { Count, defaulted, Positive, Probability } from "../field.ts"
import { defineObjective } from "./family.ts"
import { twoViewFields } from "./twoViews.ts"

/** MoCo v3: two views of a crop are positives, other crops' keys of a momentum encoder negatives. */
export const moco = defineObjective({
  kind: "moco",
  doc: "Momentum contrast v3: InfoNCE between two views, keys from a moving average of the encoder (Chen 2021).",
  implementation: "ablate:pretraining/moco",
  fields: {
    dim: defaulted(Count, 256, "Dimensions of queries and keys.", "MoCo v3"),
    mlp: defaulted(Count, 4096, "Hidden width of the projector and the predictor.", "MoCo v3"),
    momentum: defaulted(
      Probability,
      0.99,
      "Momentum of the moving average of the encoder, at first.",
      "MoCo v3",
    ),
    momentumSchedule: defaulted(
      Schema.Literals(["cosine", "constant"]),
      "cosine",
      "The momentum rises to 1 along a half cosine, or stays.",
      "MoCo v3: cosine for ViT",
    ),
    temperature: defaulted(
      Positive,
      0.2,
      "Temperature: divides the similarities.",
      "MoCo v3 for ViT",
    ),
    freezePatchEmbedding: defaulted(
      Schema.Boolean,
      true,
      "Whether the patch projection stays at its random initialisation.",
      "MoCo v3: a random one is more stable",
    ),
    ...twoViewFields,
  },
})
