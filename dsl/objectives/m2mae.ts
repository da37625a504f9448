import { Schema } from "effect"
import type { Component } from "../component.ts"
import {
  Count,
  defaulted,
  NonNegative,
  Positive,
  required,
  type Options,
  type Values,
} from "../field.ts"
import { MaskStep } from "../masks/family.ts"
import { defineObjective } from "./family.ts"
import { trainingFields } from "./trainingFields.ts"

/** Encoder layers, counted from 1, for the Pyramid Barlow Twins. */
export const levels = <const Layer extends number>(...layers: readonly Layer[]): readonly Layer[] =>
  layers

export const m2maeDefinition = defineObjective({
  kind: "m2mae",
  doc: "Multi-modality masked autoencoder: hybrid masks, Pyramid Barlow Twins, MSE and adversarial loss (M2-MAE).",
  implementation: "ablate:pretraining/m2mae",
  fields: {
    mask: required(Schema.Array(MaskStep), "Mask steps, applied in order (Fig. 5)."),
    pbt: required(Schema.Array(Count), "Encoder layers of the Pyramid Barlow Twins (eq. 4-6)."),
    loss: defaulted(
      Schema.Struct({ mse: NonNegative, adversarial: NonNegative, pbt: NonNegative }),
      { mse: 1, adversarial: 1, pbt: 1 },
      "Weights of the three losses; a weight of 0 leaves the term out of the graph.",
      "eq. 9",
    ),
    lambda: defaulted(
      NonNegative,
      0.0051,
      "Weight of the off-diagonal terms of a Barlow Twin loss.",
      "Barlow Twins' code (eq. 5 as printed: 1)",
    ),
    mseReduction: defaulted(
      Schema.Literals(["mean", "sum"]),
      "mean",
      "The MSE as the mean of squared differences over voxels and modalities, or as the squared norm of an image's difference: their sum, a mean over the crops of the batch alone.",
      "eq. 7 by its name (as printed: sum)",
      { before: "mean" },
    ),
    pbtReduction: defaulted(
      Schema.Literals(["sum", "perDimension"]),
      "perDimension",
      "A level's Barlow Twin loss as the sum over the cross-correlation matrix, or that sum over the width of the level.",
      "eq. 9: three terms of one order (eq. 5 as printed: sum)",
      { before: "sum" },
    ),
    pbtCorrelation: defaulted(
      Schema.Literals(["uncentred", "centred"]),
      "uncentred",
      "What is correlated: embeddings as they are, or each dimension less its mean over the batch, through a batch norm.",
      "eq. 4 as printed (Barlow Twins' code: centred)",
      { before: "uncentred" },
    ),
    pbtNorm: defaulted(
      Schema.Literals(["before", "after"]),
      "before",
      "Whether the PBT takes the encoder's last level before its last norm, or after, as the bottleneck of UNETR reads it; other levels have no norm.",
      "paper III-B: the embedding of each transformer block",
      { before: "before" },
    ),
    region: defaulted(
      Schema.Literals(["all", "masked"]),
      "all",
      "Cells over which the MSE is taken.",
      "eq. 7: all voxels (MAE: masked)",
    ),
    fill: defaulted(
      Schema.Literals(["zero", "learned"]),
      "zero",
      "What masked cells are filled with: zero, or a learned value per modality.",
      "Fig. 5",
    ),
    discriminatorLr: defaulted(
      Schema.NullOr(Positive),
      null,
      "Peak learning rate of the discriminator; null takes the optimiser's.",
      "GAN practice: the same",
    ),
    ...trainingFields,
  },
})

type M2maeFields = typeof m2maeDefinition.fields

type M2mae<Layer extends number = number> = Component<"objective", "m2mae"> &
  Omit<Values<M2maeFields>, "pbt"> & { readonly pbt: readonly Layer[] }

/** M2-MAE (paper III-B). */
export const m2mae = <const Layer extends number>(
  options: Omit<Options<M2maeFields>, "pbt"> & { readonly pbt: readonly Layer[] },
): M2mae<Layer> => ({ ...m2maeDefinition(options), pbt: options.pbt })
