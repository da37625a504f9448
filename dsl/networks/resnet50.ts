import { Schema } from "effect"
import { Count, defaulted } from "../field.ts"
import { defineNetwork } from "./family.ts"

/** Blocks of the four stages. */
export const Blocks = Schema.Tuple([Count, Count, Count, Count])

/** ResNet-50 (He 2016) in 3-D, trained end to end. */
export const resnet50 = defineNetwork({
  kind: "resnet50",
  doc: "3-D ResNet-50 from image to logits, laid out as MONAI's; without the encoder.",
  implementation: "ablate:nn/networks/resnet50",
  fields: {
    features: defaulted(Count, 64, "Channels of the stem; stages double them.", "He 2016"),
    blocks: defaulted(Blocks, [3, 4, 6, 3], "Bottlenecks of each stage.", "He 2016, table 1"),
    stride: defaulted(
      Schema.Literals([1, 2]),
      2,
      "Stride of the first convolution.",
      "He 2016; MONAI's resnet50 has 1",
    ),
  },
})
