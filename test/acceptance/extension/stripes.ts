import { Count, defaulted, defineMask } from "ablate"

/** Masks every n-th position in all modalities. */
export const stripes = defineMask({
  kind: "stripes",
  doc: "Masks every n-th position.",
  implementation: import.meta.resolve("./stripes.draw.ts"),
  fields: { every: defaulted(Count, 2, "Distance of masked positions.", "this example") },
})
