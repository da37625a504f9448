import { contrast } from "../../../../../dsl/augmentations/contrast.ts"
import { implementAugmentation } from "../contract.ts"
import { drawBalanced, stretchContrast } from "../intensity.ts"
import { eachModality, occasionally } from "../occasionally.ts"

/** nnU-Net's ContrastTransform. */
export default implementAugmentation(contrast, {
  apply: ({ range, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () =>
      eachModality(crop, size, random, (values, stream) =>
        stretchContrast(values, drawBalanced(stream, range)),
      ),
    ),
})
