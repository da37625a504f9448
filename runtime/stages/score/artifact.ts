import { Schema } from "effect"
import { Accuracy, Auc, Dice, Hd95 } from "../../../dsl/metric.ts"

const PerSubject = Schema.Struct({
  metric: Schema.Union([Dice, Hd95]),
  region: Schema.String,
  subjects: Schema.Array(Schema.String),
  /** Null where the convention drops the subject. */
  values: Schema.Array(Schema.NullOr(Schema.Finite)),
})

const OfTheSet = Schema.Struct({
  metric: Schema.Union([Auc, Accuracy]),
  subjects: Schema.Array(Schema.String),
  /** Null where it is undefined. */
  value: Schema.NullOr(Schema.Finite),
})

/** `scores.json`: what a task measures on the test subjects, in the order of its metrics and regions. */
export const Scores = Schema.Struct({
  measurements: Schema.Array(Schema.Union([PerSubject, OfTheSet])),
})
export type Scores = typeof Scores.Type

/** NaN as null: JSON has no NaN. */
export const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
