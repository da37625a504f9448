import { Count, defaulted } from "../field.ts"
import { defineNetwork } from "./family.ts"
import { Blocks } from "./resnet50.ts"

/** SE-ResNet-101 (Hu 2018) in 3-D, trained end to end. */
export const senet101 = defineNetwork({
  kind: "senet101",
  doc: "3-D SE-ResNet-101 from image to logits, laid out as MONAI's, without dropout; without the encoder.",
  implementation: "ablate:nn/networks/senet101",
  fields: {
    features: defaulted(Count, 64, "Channels of the stem; stages double them.", "Hu 2018"),
    blocks: defaulted(Blocks, [3, 4, 23, 3], "Bottlenecks of each stage.", "ResNet-101"),
    reduction: defaulted(Count, 16, "Channels over those of the squeeze.", "Hu 2018, section 6.1"),
  },
})
