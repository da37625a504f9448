import { defineTask, valueFields } from "../../../dsl/index.ts"

/** A task from outside that says itself by which stages it is answered. */
export const brightnessTask = defineTask({
  kind: "brightness",
  doc: "Measures the mean intensity of every test subject.",
  implementation: import.meta.resolve("./stages.ts"),
  of: "value",
  fields: valueFields,
})
