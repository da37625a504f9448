import { simulateLowResolution } from "../../../../../dsl/augmentations/simulateLowResolution.ts"
import { implementAugmentation } from "../contract.ts"
import { withLowResolution } from "../lowResolution.ts"
import { occasionally, someModalities } from "../occasionally.ts"

/** nnU-Net's SimulateLowResolutionTransform. */
export default implementAugmentation(simulateLowResolution, {
  apply: ({ zoom, axes, perModality, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () =>
      someModalities(perModality, crop, size, random, (values, stream) => {
        const drawn = stream.at("zoom").uniform(...zoom)
        return withLowResolution(values, size, [axes === "all" ? drawn : 1, drawn, drawn])
      }),
    ),
})
