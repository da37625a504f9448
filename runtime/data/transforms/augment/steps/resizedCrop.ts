import { resizedCrop as definition } from "../../../../../dsl/augmentations/resizedCrop.ts"
import { implementAugmentation } from "../contract.ts"
import { occasionally } from "../occasionally.ts"
import { drawBox, resizedCrop } from "../resizedCrop.ts"

/** A box of the crop, resized to the whole. */
export default implementAugmentation(definition, {
  apply: ({ scale, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () => {
      const share = random.at("share").uniform(...scale)
      return resizedCrop(crop, size, drawBox(size, share, random.at("box")))
    }),
})
