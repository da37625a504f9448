import { gaussianBlur } from "../../../../../dsl/augmentations/gaussianBlur.ts"
import { implementAugmentation } from "../contract.ts"
import type { Random } from "../../../../random/random.ts"
import { gaussianFilter, sampledGaussianFilter } from "../gaussianBlur.ts"
import { occasionally, someModalities } from "../occasionally.ts"

/** MONAI RandGaussianSmooth, or nnU-Net's GaussianBlurTransform. */
export default implementAugmentation(gaussianBlur, {
  apply: ({ sigma, filter, perModality, probability }, crop, size, random) => {
    const smoothed = filter === "sampled" ? sampledGaussianFilter : gaussianFilter
    const blurred = (values: Float32Array, stream: Random): Float32Array => {
      const along = (axis: number): number => stream.at("axis", axis).uniform(...sigma)
      return smoothed(values, size, [along(0), along(1), along(2)])
    }
    return occasionally(probability, random, crop, () =>
      perModality === null
        ? { ...crop, image: blurred(crop.image, random) }
        : someModalities(perModality, crop, size, random, blurred),
    )
  },
})
