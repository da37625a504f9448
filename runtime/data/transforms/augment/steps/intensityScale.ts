import { intensityScale } from "../../../../../dsl/augmentations/intensityScale.ts"
import { byNumber } from "../byNumber.ts"
import { implementAugmentation } from "../contract.ts"
import { scale } from "../intensity.ts"

/** MONAI RandScaleIntensity, each modality by itself. */
export default implementAugmentation(
  intensityScale,
  byNumber({
    number: ({ range }, stream) => stream.uniform(-range, range),
    change: scale,
    changed: (_, image, numbers) => image.mul(numbers.add(1)),
  }),
)
