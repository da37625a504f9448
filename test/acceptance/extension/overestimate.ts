import { defineMetric } from "ablate"

/** Voxels predicted too many, as a share of the true ones; negative where too few. */
export const overestimate = defineMetric({
  kind: "overestimate",
  doc: "Relative difference of the volumes.",
  implementation: import.meta.resolve("./overestimate.measure.ts"),
  of: "masks",
  per: "subject",
  title: "Overestimate",
  unit: () => "%",
  digits: 1,
  better: "nearer 0",
  convention: () => "Overestimate: predicted less true volume over the true one",
  fields: {},
})
