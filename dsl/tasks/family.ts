import { family, type Component, type Declaration, type Definition } from "../component.ts"
import type { Fields, Options, Values } from "../field.ts"
import type { Metric, Prediction } from "../metrics/family.ts"
import type { maskFields, Segmented } from "./mask.ts"
import type { Classified, probabilityFields } from "./probability.ts"
import type { FieldsLike } from "./taskFields.ts"
import type { Learned, valueFields } from "./value.ts"

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

/** A task as data, some fields of which keep their names as types. */
type MadeWith<
  Kind extends string,
  Of extends Prediction,
  F extends Fields,
  Named extends object,
> = Component<"task", Kind> & { readonly of: Of } & Omit<Values<F>, keyof Named> & Named

/** What a task is made from: call it to write one in an experiment. */
export interface TaskDefinition<
  Kind extends string,
  Of extends Prediction,
  F extends Fields,
> extends TaskDeclaration<Kind, Of, F> {
  (...options: Parameters<Definition<"task", Kind, F>>): Made<Kind, Of, F>
  readonly family: "task"
}

/** What a task of regions is made from. */
export interface MaskTaskDefinition<Kind extends string, F extends Fields> extends TaskDefinition<
  Kind,
  "masks",
  F
> {
  <const Region extends string, const M extends Metric<"masks">>(
    options: Omit<Options<F>, "regions" | "metrics"> & Segmented<Region, M>,
  ): MadeWith<Kind, "masks", F, Segmented<Region, M>>
}

/** What a task of a class is made from. */
export interface ProbabilityTaskDefinition<
  Kind extends string,
  F extends Fields,
> extends TaskDefinition<Kind, "probability", F> {
  <const Label extends string, const M extends Metric<"probability">>(
    options: Omit<Options<F>, "label" | "metrics"> & Classified<Label, M>,
  ): MadeWith<Kind, "probability", F, Classified<Label, M>>
}

/** What a task of a number is made from. */
export interface ValueTaskDefinition<Kind extends string, F extends Fields> extends TaskDefinition<
  Kind,
  "value",
  F
> {
  <const Value extends string, const M extends Metric<"value">>(
    options: Omit<Options<F>, "value" | "metrics"> & Learned<Value, M>,
  ): MadeWith<Kind, "value", F, Learned<Value, M>>
}

const make = family("task")

/**
 * Declares a downstream task: what it predicts, its fields, and the module with its loss or its stages. Its fields
 * hold `maskFields`, `probabilityFields` or `valueFields`, by what it predicts.
 */
export function defineTask<
  const Kind extends string,
  const F extends Fields & FieldsLike<typeof maskFields>,
>(declaration: TaskDeclaration<Kind, "masks", F>): MaskTaskDefinition<Kind, F>
export function defineTask<
  const Kind extends string,
  const F extends Fields & FieldsLike<typeof probabilityFields>,
>(declaration: TaskDeclaration<Kind, "probability", F>): ProbabilityTaskDefinition<Kind, F>
export function defineTask<
  const Kind extends string,
  const F extends Fields & FieldsLike<typeof valueFields>,
>(declaration: TaskDeclaration<Kind, "value", F>): ValueTaskDefinition<Kind, F>
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
