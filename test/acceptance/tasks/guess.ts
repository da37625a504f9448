import { defineTask, valueFields } from "ablate"

/** Predicts the mean of the training subjects for everyone, by a stage of its own. */
export const guess = defineTask({
  kind: "guess",
  doc: "Predicts the mean of the training subjects for everyone.",
  implementation: import.meta.resolve("./guess.stages.ts"),
  of: "value",
  fields: valueFields,
})
