import { defaulted, defineTask, Positive, valueFields } from "ablate"

/** A number of each subject, learnt by Huber's loss: quadratic near the truth, linear far from it. */
export const regression = defineTask({
  kind: "regression",
  doc: "Predicts a number of each subject by Huber's loss.",
  implementation: import.meta.resolve("./regression.loss.ts"),
  of: "value",
  fields: {
    ...valueFields,
    delta: defaulted(Positive, 1, "Error from which the loss is linear.", "Huber 1964"),
  },
})
