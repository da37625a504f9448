import { defaulted } from "../field.ts"
import { Share, acts, defineAugmentation, rangeOf } from "./family.ts"

/**
 * Takes a box of the crop's proportions and resizes it to the whole crop: the image trilinearly, the label
 * by the nearest voxel (MONAI RandSpatialCrop, then Resize).
 */
export const resizedCrop = defineAugmentation({
  kind: "resizedCrop",
  doc: "Resizes a box of the crop to the whole.",
  implementation: "ablate:data/transforms/augment/steps/resizedCrop",
  fields: {
    scale: defaulted(
      rangeOf(Share),
      [0.08, 1],
      "Shares of the volume that the box holds.",
      "MoCo v3, of the area",
    ),
    probability: acts(1, "MoCo v3"),
  },
})
