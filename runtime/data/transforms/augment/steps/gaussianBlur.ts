import { gaussianBlur } from "../../../../../dsl/augmentations/gaussianBlur.ts"
import type { Random } from "../../../../random/random.ts"
import { implementAugmentation } from "../contract.ts"
import { smoothed, smoothedAlong } from "../gaussianBlur.ts"
import { occasionally, someModalities } from "../occasionally.ts"
import { alongAxes, drawnMatrices } from "../tensors/alongAxes.ts"

/** MONAI RandGaussianSmooth, or nnU-Net's GaussianBlurTransform. */
export default implementAugmentation(gaussianBlur, {
  apply: ({ sigma, filter, perModality, probability }, crop, size, random) => {
    const blurred = (values: Float32Array, stream: Random): Float32Array => {
      const along = (axis: number): number => stream.at("axis", axis).uniform(...sigma)
      return smoothed(filter, values, size, [along(0), along(1), along(2)])
    }
    return occasionally(probability, random, crop, () =>
      perModality === null
        ? { ...crop, image: blurred(crop.image, random) }
        : someModalities(perModality, crop, size, random, blurred),
    )
  },
  tensors: {
    draw: ({ sigma, filter, perModality, probability }, { size, channels }, random) => {
      const acts = random.at("whether").chance(probability)
      const modalities = perModality === null ? 1 : channels
      return drawnMatrices("", size, modalities, (unit, axis, channel) => {
        const stream = perModality === null ? random : random.at("channel", channel)
        const picked = perModality === null || stream.at("whether").chance(perModality)
        if (!acts || !picked) return unit
        const drawn = stream.at("axis", axis).uniform(...sigma)
        return smoothedAlong(filter, unit, [1, 1, size[axis]], 2, drawn)
      })
    },
    apply: (_, { crop, drawn, ops }) => ({
      ...crop,
      image: alongAxes(ops, crop.image, "", drawn),
    }),
  },
})
