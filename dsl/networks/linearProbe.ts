import { defineNetwork } from "./family.ts"

/** A linear layer over the mean token, after a batch norm without learned scale (MAE). */
export const linearProbe = defineNetwork({
  kind: "linearProbe",
  doc: "Non-affine batch norm, then one linear layer, on frozen features.",
  implementation: "ablate:nn/networks/linearProbe",
  fields: {},
})
