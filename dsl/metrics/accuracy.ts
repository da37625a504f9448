import { Schema } from "effect"
import { defaulted } from "../field.ts"
import { defineMetric } from "./family.ts"

/** Share of the test subjects on the right side of `threshold` on the predicted probability. */
export const accuracy = defineMetric({
  kind: "accuracy",
  doc: "Share of the subjects whose class is predicted.",
  implementation: "ablate:metrics/accuracy",
  of: "probability",
  per: "set",
  title: "Accuracy",
  unit: () => "%",
  digits: 2,
  better: "higher",
  convention: ({ threshold }) =>
    `Accuracy: share of the test subjects on the right side of probability ${threshold}`,
  fields: {
    threshold: defaulted(
      Schema.Finite,
      0.5,
      "A probability above it predicts class 1.",
      "the larger of two probabilities",
    ),
  },
})

export type Accuracy = ReturnType<typeof accuracy>
