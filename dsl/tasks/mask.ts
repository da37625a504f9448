import { Schema } from "effect"
import { AnyAugmentation } from "../augmentations/family.ts"
import { flip } from "../augmentations/flip.ts"
import { intensityScale } from "../augmentations/intensityScale.ts"
import { intensityShift } from "../augmentations/intensityShift.ts"
import type { Component } from "../component.ts"
import { devices } from "../devices.ts"
import { Count, defaulted, Probability, Ratio, required, type Values } from "../field.ts"
import { metricOf, type Metric } from "../metrics/family.ts"
import { microBatch } from "../microBatch.ts"
import { ServerScores } from "../serverScores.ts"
import { taskFields } from "./taskFields.ts"

/** What a task that segments regions is declared with. */
export const maskFields = {
  ...taskFields,
  regions: required(Schema.Array(Schema.NonEmptyString), "Regions of the data set, in order."),
  metrics: required(Schema.Array(metricOf("masks")), "Metrics with their conventions."),
  epochs: required(Count, "Passes over the training subjects."),
  crops: defaulted(Count, 1, "Crops of a subject in an epoch.", "MONAI UNETR recipe"),
  microBatch,
  devices,
  foreground: defaulted(
    Probability,
    0.5,
    "Share of the crops centred on a voxel of a region.",
    "MONAI RandCropByPosNegLabel, pos = neg = 1",
  ),
  augment: defaulted(
    Schema.Array(AnyAugmentation),
    [flip(), intensityScale(), intensityShift()],
    "Augmentation of the crops.",
    "MONAI UNETR recipe",
  ),
  overlap: defaulted(Ratio, 0.5, "Overlap of sliding windows.", "MONAI UNETR recipe"),
  blending: defaulted(
    Schema.Literals(["gaussian", "constant"]),
    "gaussian",
    "Weight of a voxel within its window.",
    "nnU-Net",
  ),
  rule: defaulted(
    Schema.Literals(["nested", "argmax", "independent"]),
    "nested",
    "How logits make the label volume that is scored and written: `nested`, regions with a logit above 0 write their value, smaller ones over larger ones; `argmax`, the region of the largest logit above 0; `independent`, a mask a region.",
    "nnU-Net's region-based training",
    { before: "independent" },
  ),
  checkpoint: defaulted(
    Schema.Literals(["last", "best"]),
    "last",
    "Weights that are kept: `last`, those after the last step; `best`, those of the measurement on validation subjects with the highest Dice, a mean over regions and subjects, the first of equals.",
    "nnU-Net: the last",
    { before: "last" },
  ),
  scores: defaulted(
    Schema.NullOr(ServerScores),
    null,
    'Scores of a server, where `dataset.unlabelled` is what is tested: `{ server, folder, subject, columns: { "dice.WT": "Dice_WT" } }`, a CSV a submission in the folder; null measures here.',
    "measured here",
    { before: null },
  ),
}

/** The regions that a task segments and its metrics, which keep their names as types. */
export interface Segmented<Region extends string, M extends Metric<"masks">> {
  readonly regions: readonly Region[]
  readonly metrics: readonly M[]
}

/** A task that segments regions. */
export type MaskTask<
  Region extends string = string,
  M extends Metric<"masks"> = Metric<"masks">,
> = Component<"task"> & { readonly of: "masks" } & Omit<
    Values<typeof maskFields>,
    "regions" | "metrics"
  > &
  Segmented<Region, M>
