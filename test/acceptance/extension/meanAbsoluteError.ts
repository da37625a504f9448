import { defineMetric, required } from "ablate"
import { Schema } from "effect"

/** How far predictions are from the truth, on average. */
export const meanAbsoluteError = defineMetric({
  kind: "mae",
  doc: "Mean absolute error.",
  implementation: import.meta.resolve("./meanAbsoluteError.measure.ts"),
  of: "value",
  per: "subject",
  title: "MAE",
  unit: ({ unit }) => unit,
  digits: 2,
  better: "lower",
  convention: ({ unit }) => `MAE: mean absolute error in ${unit}`,
  fields: { unit: required(Schema.NonEmptyString, "Unit of the value.") },
})
