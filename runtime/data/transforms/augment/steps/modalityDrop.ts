import { modalityDrop } from "../../../../../dsl/augmentations/modalityDrop.ts"
import { implementAugmentation } from "../contract.ts"
import { withoutModalities } from "../dropout.ts"

/** ModDrop (Neverova et al. 2016). */
export default implementAugmentation(modalityDrop, {
  apply: ({ probability }, crop, size, random) => ({
    ...crop,
    image: withoutModalities(crop.image, size, probability, random),
  }),
})
