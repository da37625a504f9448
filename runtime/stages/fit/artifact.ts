import { Schema } from "effect"

/** `predictions.json`: what is predicted of the test subjects that have the value, in its unit. */
export const Predictions = Schema.Struct({
  subjects: Schema.Array(Schema.String),
  predictions: Schema.Array(Schema.Finite),
  truths: Schema.Array(Schema.Finite),
})
export type Predictions = typeof Predictions.Type
