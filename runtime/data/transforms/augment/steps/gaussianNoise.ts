import { gaussianNoise } from "../../../../../dsl/augmentations/gaussianNoise.ts"
import { implementAugmentation } from "../contract.ts"
import { addNoise } from "../intensity.ts"
import { eachModality, occasionally } from "../occasionally.ts"

/** MONAI RandGaussianNoise, each modality by itself. */
export default implementAugmentation(gaussianNoise, {
  apply: ({ deviation, shared, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () =>
      eachModality(crop, size, random, (values, stream) => {
        const deviationFrom = shared ? random.at("deviation") : stream
        addNoise(values, deviationFrom.uniform(0, deviation), stream)
      }),
    ),
})
