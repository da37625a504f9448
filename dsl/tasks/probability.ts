import { Schema } from "effect"
import type { Component } from "../component.ts"
import { Count, defaulted, required, type Values } from "../field.ts"
import { accuracy, type Accuracy } from "../metrics/accuracy.ts"
import { auc, type Auc } from "../metrics/auc.ts"
import { metricOf, type Metric } from "../metrics/family.ts"
import { taskFields } from "./taskFields.ts"

/** What a task that predicts the probability of a class is declared with. */
export const probabilityFields = {
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
}

/** The label that a task learns and its metrics, which keep their names as types. */
export interface Classified<Label extends string, M extends Metric<"probability">> {
  readonly label: Label
  readonly metrics: readonly M[]
}

/** A task that predicts the probability of a class. */
export type ProbabilityTask<
  Label extends string = string,
  M extends Metric<"probability"> = Metric<"probability">,
> = Component<"task"> & { readonly of: "probability" } & Omit<
    Values<typeof probabilityFields>,
    "label" | "metrics"
  > &
  Classified<Label, M>

/** One of the metrics given, or of the default ones. */
export type OneOf<Ms> = Ms extends readonly (infer M extends Metric<"probability">)[]
  ? M
  : Auc | Accuracy
