import { Schema } from "effect"
import type { Component } from "../component.ts"
import { Count, defaulted, required, type Values } from "../field.ts"
import { metricOf, type Metric } from "../metrics/family.ts"
import { taskFields } from "./taskFields.ts"

/** What a task that predicts a number of each subject is declared with. */
export const valueFields = {
  ...taskFields,
  value: required(Schema.NonEmptyString, "A value of the data set."),
  metrics: required(Schema.Array(metricOf("value")), "Metrics with their conventions."),
  epochs: required(Count, "Passes over the training subjects."),
  standardize: defaulted(
    Schema.Boolean,
    true,
    "The network learns truths less their mean over the training subjects, in units of their deviation; predictions are in the unit of the truth.",
    "z-scores of the target",
  ),
}

/** The value that a task learns and its metrics, which keep their names as types. */
export interface Learned<Value extends string, M extends Metric<"value">> {
  readonly value: Value
  readonly metrics: readonly M[]
}

/** A task that predicts a number of each subject. */
export type ValueTask<
  Value extends string = string,
  M extends Metric<"value"> = Metric<"value">,
> = Component<"task"> & { readonly of: "value" } & Omit<
    Values<typeof valueFields>,
    "value" | "metrics"
  > &
  Learned<Value, M>
