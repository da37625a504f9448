import { Count, defaulted } from "../field.ts"
import { defineNetwork } from "./family.ts"
import { Blocks } from "./resnet50.ts"

/** DenseNet-121 (Huang 2017) in 3-D, trained end to end. */
export const densenet121 = defineNetwork({
  kind: "densenet121",
  doc: "3-D DenseNet-121 from image to logits, laid out as MONAI's; without the encoder.",
  implementation: "ablate:nn/networks/densenet121",
  fields: {
    features: defaulted(Count, 64, "Channels of the stem.", "Huang 2017, table 1"),
    growth: defaulted(Count, 32, "Channels that a layer adds.", "Huang 2017, table 1"),
    blocks: defaulted(
      Blocks,
      [6, 12, 24, 16],
      "Layers of each dense block.",
      "Huang 2017, table 1",
    ),
  },
})
