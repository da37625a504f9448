import { defineTask, probabilityFields } from "ablate"

/** Classification by twice the cross-entropy. */
export const doubled = defineTask({
  kind: "doubled",
  doc: "Classifies by twice the cross-entropy.",
  implementation: import.meta.resolve("./doubled.loss.ts"),
  of: "probability",
  fields: probabilityFields,
})
