import { defaulted, defineAugmentation, Positive, Probability } from "ablate"

/** A smooth field of intensities along each axis, as of a receive coil. */
export const biasField = defineAugmentation({
  kind: "biasField",
  doc: "Multiplies by the exponential of a linear field.",
  implementation: import.meta.resolve("./biasField.apply.ts"),
  fields: {
    strength: defaulted(Positive, 0.3, "Largest slope from end to end.", "this example"),
    probability: defaulted(Probability, 0.5, "Probability that the step acts.", "this example"),
  },
})
