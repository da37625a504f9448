import { defineMetric } from "./family.ts"

/** Area under the ROC curve over the test subjects; ties count half. */
export const auc = defineMetric({
  kind: "auc",
  doc: "Area under the ROC curve.",
  implementation: "ablate:metrics/auc",
  of: "probability",
  per: "set",
  title: "AUC",
  unit: () => "%",
  digits: 2,
  better: "higher",
  convention: () => "AUC: area under the ROC curve over the test subjects; ties count half",
  fields: {},
})

export type Auc = ReturnType<typeof auc>
