import { intensityShift } from "../../../../../dsl/augmentations/intensityShift.ts"
import { implementAugmentation } from "../contract.ts"
import { shift } from "../intensity.ts"
import { eachModality, occasionally } from "../occasionally.ts"
import { drawnNumbers, withNumbers } from "../tensors/modalities.ts"

/** MONAI RandShiftIntensity, each modality by itself. */
export default implementAugmentation(intensityShift, {
  apply: ({ range, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () =>
      eachModality(crop, size, random, (values, stream) =>
        shift(values, stream.uniform(-range, range)),
      ),
    ),
  tensors: {
    draw: ({ range, probability }, shape, random) => ({
      amount: drawnNumbers(probability, random, shape, 0, (stream) =>
        stream.uniform(-range, range),
      ),
    }),
    apply: (_, work) => withNumbers(work, "amount", (image, amount) => image.add(amount)),
  },
})
