import { defineTask, valueFields } from "ablate"

/** A number between 0 and 1: the sigmoid of the network's output. */
export const share = defineTask({
  kind: "share",
  doc: "Predicts a number between 0 and 1.",
  implementation: import.meta.resolve("./share.loss.ts"),
  of: "value",
  fields: valueFields,
})
