import { Predicate, Schema } from "effect"
import type { Metric } from "../../../dsl/metric.ts"

const measured = {
  metric: Schema.declare((value): value is Metric => Predicate.isObject(value), {
    expected: "a metric",
  }),
  /** Null where the task has no regions. */
  region: Schema.NullOr(Schema.String),
  subjects: Schema.Array(Schema.String),
}

const PerSubject = Schema.Struct({
  ...measured,
  /** Null where the convention drops the subject. */
  values: Schema.Array(Schema.NullOr(Schema.Finite)),
  /** Subjects of whose region preprocessing has left no voxel, though the expert drew some. */
  vanished: Schema.optionalKey(Schema.Array(Schema.String)),
})

const OfTheSet = Schema.Struct({
  ...measured,
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
