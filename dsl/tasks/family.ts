import { Schema } from "effect"
import { family, type Component, type Declaration, type Definition } from "../component.ts"
import {
  Count,
  defaulted,
  required,
  type Fields,
  type Options,
  type RequiredField,
  type Values,
} from "../field.ts"
import { metricOf, type Metric, type Prediction } from "../metrics/family.ts"
import { AnyNetwork } from "../networks/family.ts"
import { AnyOptimizer } from "../optimizers/family.ts"

const LabelFraction = Schema.Finite.check(
  Schema.isBetween({ minimum: 0, maximum: 1, exclusiveMinimum: true }),
)

/** What every task is trained with. */
export const taskFields = {
  network: required(AnyNetwork, "Network on the encoder."),
  optimizer: required(AnyOptimizer, "Optimiser and schedule."),
  batch: defaulted(Count, 4, "Crops or subjects in a step.", "paper III-C"),
  labelFraction: defaulted(
    LabelFraction,
    1,
    "Share of the training subjects whose labels are used; smaller shares lie inside larger ones (Fig. 11).",
    "all labels",
  ),
}

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

type ValueFields = {
  readonly [K in keyof typeof valueFields]: RequiredField<(typeof valueFields)[K]["schema"]>
}

/** What a task is declared with, besides what every component has. */
export interface TaskDeclaration<
  Kind extends string,
  Of extends Prediction,
  F extends Fields,
> extends Declaration<Kind, F> {
  /** What it predicts: its metrics are of the same. */
  readonly of: Of
}

/** A task as data. */
type Made<Kind extends string, Of extends Prediction, F extends Fields> = Component<"task", Kind> &
  Values<F> & { readonly of: Of }

/** What a task is made from: call it to write one in an experiment. */
export interface TaskDefinition<
  Kind extends string,
  Of extends Prediction,
  F extends Fields,
> extends TaskDeclaration<Kind, Of, F> {
  (...options: Parameters<Definition<"task", Kind, F>>): Made<Kind, Of, F>
  readonly family: "task"
}

interface Learned<Value extends string, M extends Metric<"value">> {
  readonly value: Value
  readonly metrics: readonly M[]
}

/** A task that predicts a number of each subject. */
export type ValueTask<
  Value extends string = string,
  M extends Metric<"value"> = Metric<"value">,
> = Component<"task"> & { readonly of: "value" } & Omit<
    Values<typeof valueFields>,
    keyof Learned<string, Metric<"value">>
  > &
  Learned<Value, M>

/** What a task of a number is made from; the value and the metrics keep their names as types. */
export interface ValueTaskDefinition<Kind extends string, F extends Fields> extends TaskDefinition<
  Kind,
  "value",
  F
> {
  <const Value extends string, const M extends Metric<"value">>(
    options: Omit<Options<F>, "value" | "metrics"> & Learned<Value, M>,
  ): Component<"task", Kind> & { readonly of: "value" } & Omit<Values<F>, "value" | "metrics"> &
    Learned<Value, M>
}

const make = family("task")

/**
 * Declares a downstream task: what it predicts, its fields, and the module with its loss. From outside
 * the package a task is `of: "value"` and spreads `valueFields` into its fields.
 */
export function defineTask<const Kind extends string, const F extends Fields & ValueFields>(
  declaration: TaskDeclaration<Kind, "value", F>,
): ValueTaskDefinition<Kind, F>
export function defineTask<
  const Kind extends string,
  const Of extends Prediction,
  const F extends Fields,
>(declaration: TaskDeclaration<Kind, Of, F>): TaskDefinition<Kind, Of, F>
export function defineTask<
  const Kind extends string,
  const Of extends Prediction,
  const F extends Fields,
>(declaration: TaskDeclaration<Kind, Of, F>): TaskDefinition<Kind, Of, F> {
  const component = make<Kind, F>(declaration)
  const task = (...options: Parameters<typeof component>): Made<Kind, Of, F> => ({
    ...component(...options),
    of: declaration.of,
  })
  // No enumeration finds the doc, so what reads it must name it.
  const { doc, ...parts } = declaration
  const definition = Object.assign(task, { ...parts, doc: "", family: "task" as const })
  return Object.defineProperty(definition, "doc", { value: doc, enumerable: false })
}
