import { Schema } from "effect"
import { defaulted } from "../field.ts"
import { defineMetric } from "./family.ts"

/** Mean of sensitivity and specificity. */
export const balancedAccuracy = defineMetric({
  kind: "balancedAccuracy",
  doc: "Mean of the shares of each class that are predicted.",
  implementation: "ablate:metrics/balancedAccuracy",
  of: "probability",
  per: "set",
  title: "Balanced accuracy",
  unit: () => "%",
  digits: 2,
  better: "higher",
  convention: ({ threshold }) =>
    `Balanced accuracy: mean of sensitivity and specificity over the test subjects, at probability ${threshold}`,
  fields: {
    threshold: defaulted(
      Schema.Finite,
      0.5,
      "A probability above it predicts class 1.",
      "the larger of two probabilities",
    ),
  },
})
