import { defineMetric } from "./family.ts"

/** Brier score: squared error of the probability. */
export const brier = defineMetric({
  kind: "brier",
  doc: "Squared error of the predicted probability.",
  implementation: "ablate:metrics/brier",
  of: "probability",
  per: "subject",
  title: "Brier score",
  unit: () => "",
  digits: 3,
  better: "lower",
  convention: () =>
    "Brier score: squared error of the probability of class 1; 0.25 of a constant 0.5",
  fields: {},
})
