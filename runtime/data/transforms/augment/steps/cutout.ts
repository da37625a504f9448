import { cutout } from "../../../../../dsl/augmentations/cutout.ts"
import { implementAugmentation } from "../contract.ts"
import { withHoles } from "../dropout.ts"
import { occasionally } from "../occasionally.ts"

/** MONAI RandCoarseDropout with zeros. */
export default implementAugmentation(cutout, {
  apply: ({ holes, size: share, probability }, crop, size, random) =>
    occasionally(probability, random, crop, () => ({
      ...crop,
      image: withHoles(crop.image, size, holes, share, random.at("holes")),
    })),
})
