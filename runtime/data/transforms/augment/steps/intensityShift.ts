import { intensityShift } from "../../../../../dsl/augmentations/intensityShift.ts"
import { byNumber } from "../byNumber.ts"
import { implementAugmentation } from "../contract.ts"
import { shift } from "../intensity.ts"

/** MONAI RandShiftIntensity, each modality by itself. */
export default implementAugmentation(
  intensityShift,
  byNumber({
    number: ({ range }, stream) => stream.uniform(-range, range),
    change: shift,
    changed: (_, image, numbers) => image.add(numbers),
  }),
)
