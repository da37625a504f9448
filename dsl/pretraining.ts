import { Schema } from "effect"
import { Augmentation, flip } from "./augmentation.ts"
import { family, type Component } from "./component.ts"
import {
  Count,
  defaulted,
  NonNegative,
  Positive,
  Ratio,
  required,
  type Options,
  type Values,
} from "./field.ts"
import { MaskStep } from "./mask.ts"
import { microBatch } from "./microBatch.ts"
import { AnyOptimizer } from "./optimizer.ts"

/**
 * A way to pre-train an encoder. `pbt`, where an objective has it, names encoder layers: they are
 * checked against the encoder's depth.
 */
export interface Objective<Layer extends number = number> extends Component<"objective"> {
  readonly pbt?: readonly Layer[]
}

/** Declares a self-supervised objective from its fields and the module that computes its losses. */
export const defineObjective = family("objective")

/** Fields of every objective that trains. */
export const trainingFields = {
  epochs: required(Count, "Passes over the training subjects."),
  batch: required(Count, "Crops in a step."),
  crops: defaulted(Count, 4, "Crops of a subject in an epoch.", "MIM-Med3D"),
  augment: defaulted(
    Schema.Array(Augmentation),
    [flip()],
    "Augmentation of the crops.",
    "the authors' code: flips with probability 0.5",
  ),
  optimizer: required(AnyOptimizer, "Optimiser and schedule."),
  microBatch,
}

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
      1,
      "Weight of the off-diagonal terms of a Barlow Twin loss.",
      "eq. 5 (Barlow Twins itself: 0.0051)",
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
      "What stands in a masked cell: zero, or a learned value per modality.",
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

export type M2mae<Layer extends number = number> = Component<"objective", "m2mae"> &
  Omit<Values<M2maeFields>, "pbt"> & { readonly pbt: readonly Layer[] }

/** M2-MAE (paper III-B). */
export const m2mae = <const Layer extends number>(
  options: Omit<Options<M2maeFields>, "pbt"> & { readonly pbt: readonly Layer[] },
): M2mae<Layer> => ({ ...m2maeDefinition(options), pbt: options.pbt })

/** MAE over tokens of all modalities. */
export const mae = defineObjective({
  kind: "mae",
  doc: "Masked autoencoder: the encoder sees visible tokens only, a decoder of its own reconstructs (He 2022).",
  implementation: "ablate:pretraining/mae",
  fields: {
    ratio: defaulted(Ratio, 0.75, "Share of the tokens masked.", "MAE"),
    decoder: defaulted(
      Schema.Struct({ width: Count, depth: Count, heads: Count }),
      { width: 512, depth: 8, heads: 16 },
      "Transformer blocks of the decoder.",
      "MAE: 8 blocks of width 512, 16 heads",
    ),
    normalizedTarget: defaulted(
      Schema.Boolean,
      false,
      "Whether a patch is normalised by its own mean and deviation before the MSE.",
      "MAE: both are reported; the paper shows plain intensities",
    ),
    ...trainingFields,
  },
})

/** No pre-training: tasks start from the encoder's random initialisation. */
export const scratch = defineObjective({
  kind: "scratch",
  doc: "No pre-training.",
  implementation: "ablate:pretraining/scratch",
  fields: {},
})

/** Pre-trained elsewhere: tasks start from the encoder in a file of `ablate weights import`. */
export const imported = defineObjective({
  kind: "imported",
  doc: "Weights from a file that `ablate weights import` wrote; the encoder must be the file's.",
  implementation: "ablate:pretraining/imported",
  fields: {
    weights: required(
      Schema.NonEmptyString,
      "The file; `$NAME` is read from the environment. Results depend on its content, not its place.",
    ),
    content: defaulted(
      Schema.NullOr(Schema.String),
      null,
      "SHA-256 of the file: another content is refused. Filled in when it is null.",
      "read from the file",
    ),
  },
})

export const objectiveDefinitions = [m2maeDefinition, mae, scratch, imported]
