import { simulateLowResolution } from "../../../../../dsl/augmentations/simulateLowResolution.ts"
import { implementAugmentation } from "../contract.ts"
import { through, withLowResolution } from "../lowResolution.ts"
import { alongAxes, drawnMatrices } from "../tensors/alongAxes.ts"
import { readLines } from "../trilinear.ts"
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
  tensors: {
    draw: ({ zoom, axes, perModality, probability }, { size, channels }, random) => {
      const acts = random.at("whether").chance(probability)
      return drawnMatrices("", size, channels, (unit, axis, channel) => {
        const stream = random.at("channel", channel)
        if (!acts || !stream.at("whether").chance(perModality)) return unit
        if (axes === "inPlane" && axis === 0) return unit
        return readLines(unit, through(size[axis], stream.at("zoom").uniform(...zoom)))
      })
    },
    apply: (_, { crop, drawn, ops }) => ({
      ...crop,
      image: alongAxes(ops, crop.image, "", drawn),
    }),
  },
})
