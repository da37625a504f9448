import { defaulted, defineTask, maskFields, Positive } from "ablate"

/** Segmentation by the squared error of the probabilities (Brier 1950). */
export const squaredError = defineTask({
  kind: "squaredError",
  doc: "Segments by the squared error of the probabilities.",
  implementation: import.meta.resolve("./squaredError.loss.ts"),
  of: "masks",
  fields: {
    ...maskFields,
    weight: defaulted(Positive, 3, "Weight of the squared error in the loss.", "this example"),
  },
})
