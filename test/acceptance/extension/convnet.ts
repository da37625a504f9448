import { Count, defaulted, defineNetwork } from "ablate"

/** Two convolutions on the image; the encoder is left aside. */
export const convnet = defineNetwork({
  kind: "convnet",
  doc: "Two convolutions.",
  implementation: import.meta.resolve("./convnet.model.ts"),
  fields: { features: defaulted(Count, 4, "Channels between them.", "this example") },
})
