import { intensityScale } from "../../../../../dsl/augmentations/intensityScale.ts"
import { implementAugmentation } from "../contract.ts"
import { scale } from "../intensity.ts"
import { eachModality, occasionally } from "../occasionally.ts"
import { drawnNumbers, withNumbers } from "../tensors/modalities.ts"

/** MONAI RandScaleIntensity, each modality by itself. */
export default implementAugmentation(intensityScale, {
  apply: ({ range, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () =>
      eachModality(crop, size, random, (values, stream) =>
        scale(values, stream.uniform(-range, range)),
      ),
    ),
  tensors: {
    draw: ({ range, probability }, shape, random) => ({
      factor: drawnNumbers(
        probability,
        random,
        shape,
        1,
        (stream) => 1 + stream.uniform(-range, range),
      ),
    }),
    apply: (_, work) => withNumbers(work, "factor", (image, factor) => image.mul(factor)),
  },
})
