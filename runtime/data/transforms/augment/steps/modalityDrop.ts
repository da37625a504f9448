import { modalityDrop } from "../../../../../dsl/augmentations/modalityDrop.ts"
import { implementAugmentation } from "../contract.ts"
import { keptModalities, withoutModalities } from "../dropout.ts"
import { withNumbers } from "../tensors/modalities.ts"

/** ModDrop (Neverova et al. 2016). */
export default implementAugmentation(modalityDrop, {
  apply: ({ probability }, crop, size, random) => ({
    ...crop,
    image: withoutModalities(crop.image, size, probability, random),
  }),
  tensors: {
    draw: ({ probability }, { channels }, random) => ({
      kept: {
        shape: [channels],
        values: Float32Array.from(keptModalities(channels, probability, random), Number),
      },
    }),
    apply: (_, work) => withNumbers(work, "kept", (image, kept) => image.mul(kept)),
  },
})
