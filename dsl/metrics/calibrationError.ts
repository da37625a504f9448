import { Count, required } from "../field.ts"
import { defineMetric } from "./family.ts"

/** Expected calibration error in bins of equal width (Naeini et al. 2015). */
export const calibrationError = defineMetric({
  kind: "calibrationError",
  doc: "Mean distance of predicted probability and observed share, by bins.",
  implementation: "ablate:metrics/calibrationError",
  of: "probability",
  per: "set",
  title: "Calibration error",
  unit: () => "%",
  digits: 2,
  better: "lower",
  convention: ({ bins }) =>
    `Calibration error: distance of mean probability and share of class 1 in ${bins} bins of equal width, weighted by their subjects`,
  fields: { bins: required(Count, "Bins of equal width between 0 and 1.") },
})
