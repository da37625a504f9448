import { defineTask, maskFields } from "ablate"

/** Predicts every voxel as each region, by a stage of its own. */
export const everywhere = defineTask({
  kind: "everywhere",
  doc: "Predicts every voxel as each region.",
  implementation: import.meta.resolve("./everywhere.stages.ts"),
  of: "masks",
  fields: maskFields,
})
