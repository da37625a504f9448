import { defineObjective } from "./family.ts"

/** No pre-training: tasks start from the encoder's random initialisation. */
export const scratch = defineObjective({
  kind: "scratch",
  doc: "No pre-training.",
  implementation: "ablate:pretraining/scratch",
  fields: {},
})
