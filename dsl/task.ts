import { Schema } from "effect"
import { AnyAugmentation } from "./augmentations/family.ts"
import { flip } from "./augmentations/flip.ts"
import { intensityScale } from "./augmentations/intensityScale.ts"
import { intensityShift } from "./augmentations/intensityShift.ts"
import type { Component } from "./component.ts"
import {
  Count,
  defaulted,
  NonNegative,
  Probability,
  Ratio,
  required,
  type Options,
  type Values,
} from "./field.ts"
import { accuracy, auc, metricOf, type Metric } from "./metric.ts"
import type { Accuracy } from "./metrics/accuracy.ts"
import type { Auc } from "./metrics/auc.ts"
import { microBatch } from "./microBatch.ts"
import { defineTask, taskFields, type ValueTask } from "./tasks/family.ts"

export { defineTask, valueFields, type ValueTask } from "./tasks/family.ts"

const segmentationDefinition = defineTask({
  kind: "segmentation",
  doc: "Fine-tunes the encoder with a segmentation network; one sigmoid output a region.",
  implementation: "ablate:training/segmentation",
  of: "masks",
  fields: {
    ...taskFields,
    regions: required(Schema.Array(Schema.NonEmptyString), "Regions of the data set, in order."),
    metrics: required(Schema.Array(metricOf("masks")), "Metrics with their conventions."),
    epochs: required(Count, "Passes over the training subjects."),
    crops: defaulted(Count, 1, "Crops of a subject in an epoch.", "MONAI UNETR recipe"),
    microBatch,
    foreground: defaulted(
      Probability,
      0.5,
      "Share of the crops centred on a voxel of a region.",
      "MONAI RandCropByPosNegLabel, pos = neg = 1",
    ),
    loss: defaulted(
      Schema.Struct({ dice: NonNegative, bce: NonNegative }),
      { dice: 1, bce: 1 },
      "Weights of the Dice loss and the binary cross-entropy, per region.",
      "UNETR: Dice + cross-entropy",
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
  },
})

type SegmentationFields = typeof segmentationDefinition.fields

export type Segmentation<
  Region extends string = string,
  M extends Metric<"masks"> = Metric<"masks">,
> = Component<"task", "segmentation"> & { readonly of: "masks" } & Omit<
    Values<SegmentationFields>,
    "regions" | "metrics"
  > & {
    readonly regions: readonly Region[]
    readonly metrics: readonly M[]
  }

/** Segmentation of regions, by fine-tuning (paper III-C: UNETR). */
export const segmentation = <const Region extends string, const M extends Metric<"masks">>(
  options: Omit<Options<SegmentationFields>, "regions" | "metrics"> & {
    readonly regions: readonly Region[]
    readonly metrics: readonly M[]
  },
): Segmentation<Region, M> => ({
  ...segmentationDefinition(options),
  regions: options.regions,
  metrics: options.metrics,
})

const classificationDefinition = defineTask({
  kind: "classification",
  doc: "Trains a classifier of subjects: a probe on the encoder's frozen features, or a network end to end.",
  implementation: "ablate:training/classification",
  of: "probability",
  fields: {
    ...taskFields,
    label: required(Schema.NonEmptyString, "A label of the data set."),
    training: defaulted(
      Schema.Literals(["probe", "endToEnd"]),
      "probe",
      "`probe`: on the encoder's frozen features; `endToEnd`: from crops of the image, with the encoder where the network uses it.",
      "paper III-C",
    ),
    metrics: defaulted(
      Schema.Array(metricOf("probability")),
      [auc(), accuracy()],
      "Metrics with their conventions.",
      "paper IV-B",
    ),
    epochs: defaulted(Count, 90, "Passes over the training subjects.", "MAE linear probing"),
  },
})

type ClassificationFields = typeof classificationDefinition.fields

export type Classification<
  Label extends string = string,
  M extends Metric<"probability"> = Metric<"probability">,
> = Component<"task", "classification"> & { readonly of: "probability" } & Omit<
    Values<ClassificationFields>,
    "label" | "metrics"
  > & {
    readonly label: Label
    readonly metrics: readonly M[]
  }

type ClassificationOptions<Label, Ms> = Omit<Options<ClassificationFields>, "label" | "metrics"> & {
  readonly label: Label
  readonly metrics?: Ms
}

type ClassificationMetrics = readonly Metric<"probability">[]

/** One of the metrics given, or of the default ones. */
type OneOf<Ms> = Ms extends readonly (infer M extends Metric<"probability">)[] ? M : Auc | Accuracy

/** Classification of subjects, by default by a probe on frozen features (paper III-C). */
export function classification<
  const Label extends string,
  const Ms extends ClassificationMetrics | undefined = undefined,
>(options: ClassificationOptions<Label, Ms>): Classification<Label, OneOf<Ms>>
export function classification<const Label extends string>(
  options: ClassificationOptions<Label, ClassificationMetrics>,
): Classification<Label> {
  return { ...classificationDefinition(options), label: options.label }
}

/** The tasks a data set allows: its regions, its labels, its values. */
export type Task<
  Region extends string = string,
  Label extends string = string,
  Value extends string = string,
> = Segmentation<Region> | Classification<Label> | ValueTask<Value>

export const taskDefinitions = [segmentationDefinition, classificationDefinition]
