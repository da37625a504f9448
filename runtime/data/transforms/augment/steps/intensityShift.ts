import { intensityShift } from "../../../../../dsl/augmentations/intensityShift.ts"
import { implementAugmentation } from "../contract.ts"
import { shift } from "../intensity.ts"
import { eachModality, occasionally } from "../occasionally.ts"

/** MONAI RandShiftIntensity, each modality by itself. */
export default implementAugmentation(intensityShift, {
  apply: ({ range, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () =>
      eachModality(crop, size, random, (values, stream) =>
        shift(values, stream.uniform(-range, range)),
      ),
    ),
})
