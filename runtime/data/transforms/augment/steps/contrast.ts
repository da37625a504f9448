import { contrast } from "../../../../../dsl/augmentations/contrast.ts"
import { byNumber } from "../byNumber.ts"
import { implementAugmentation } from "../contract.ts"
import { drawBalanced, stretchContrast } from "../intensity.ts"
import { stretchedContrast } from "../tensors/statistics.ts"

/** nnU-Net's ContrastTransform. */
export default implementAugmentation(
  contrast,
  byNumber({
    number: ({ range }, stream) => drawBalanced(stream, range),
    change: stretchContrast,
    changed: stretchedContrast,
  }),
)
