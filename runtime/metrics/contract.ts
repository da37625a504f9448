import type { AnyDefinition } from "../../dsl/component.ts"
import type { Fields, Values } from "../../dsl/field.ts"
import type { MetricDefinition, Metric, Per, Prediction } from "../../dsl/metrics/family.ts"
import type { Grid } from "./grid.ts"

/** Two masks [d, h, w] of one grid; nonzero is inside. */
export interface MaskPair extends Grid {
  readonly prediction: Uint8Array
  readonly truth: Uint8Array
}

/** What is predicted of one subject, a probability or a number, and the truth; classes are 0 and 1. */
export interface NumberPair {
  readonly prediction: number
  readonly truth: number
}

/** The same of all test subjects, in one order. */
export interface NumberSet {
  readonly predictions: readonly number[]
  readonly truths: readonly number[]
}

/** What a metric compares: of a subject, or of the set. */
type Compared<Of extends Prediction, Whose> = Of extends "masks"
  ? MaskPair
  : Whose extends "set"
    ? NumberSet
    : NumberPair

/** How a metric is made true. */
interface Measuring<M, Of extends Prediction, Whose extends "subject" | "set"> {
  readonly definition: AnyDefinition
  readonly of: Of
  readonly per: Whose
  /** In the unit of the definition, shares from 0 to 1; NaN drops the subject, or is no number of the set. */
  measure(this: void, metric: M, compared: Compared<Of, Whose>): number
}

/** Some metric's implementation: its definition says what it is given. */
export type MetricImplementation =
  | Measuring<Metric, "masks", "subject">
  | Measuring<Metric, "probability" | "value", "subject">
  | Measuring<Metric, "probability" | "value", "set">

/** The default export of a metric's module. */
export const implementMetric = <
  Kind extends string,
  Of extends Prediction,
  Whose extends Per<Of>,
  F extends Fields,
>(
  definition: MetricDefinition<Kind, Of, Whose, F>,
  {
    measure,
  }: {
    readonly measure: (
      metric: Metric<Of, Kind> & Values<F>,
      compared: Compared<Of, Whose>,
    ) => number
  },
): Measuring<Metric<Of, Kind> & Values<F>, Of, Whose> => ({
  definition,
  of: definition.of,
  per: definition.per,
  measure,
})
