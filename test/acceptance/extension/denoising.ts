import { defaulted, defineObjective, Positive, trainingFields } from "ablate"

/** Reconstructs an image from a noisy copy of itself. */
export const denoising = defineObjective({
  kind: "denoising",
  doc: "Denoising autoencoder.",
  implementation: import.meta.resolve("./denoising.model.ts"),
  fields: {
    deviation: defaulted(Positive, 0.5, "Standard deviation of the noise.", "this example"),
    ...trainingFields,
  },
})
