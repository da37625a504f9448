import { defineMetric } from "./family.ts"

/** Average precision: the area under precision over recall, by steps, as scikit-learn's. */
export const averagePrecision = defineMetric({
  kind: "averagePrecision",
  doc: "Sum of the precisions, each times the recall gained.",
  implementation: "ablate:metrics/averagePrecision",
  of: "probability",
  per: "set",
  title: "Average precision",
  unit: () => "%",
  digits: 2,
  better: "higher",
  convention: () =>
    "Average precision: sum over thresholds of precision times recall gained, over the test subjects; no interpolation",
  fields: {},
})
