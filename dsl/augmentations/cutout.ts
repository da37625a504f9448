import { Count, defaulted } from "../field.ts"
import { Share, acts, defineAugmentation } from "./family.ts"

/**
 * Sets boxes anywhere in the crop to zero in all modalities; the label stays (MONAI RandCoarseDropout,
 * fill_value 0).
 */
export const cutout = defineAugmentation({
  kind: "cutout",
  doc: "Sets boxes to zero in all modalities.",
  implementation: "ablate:data/transforms/augment/steps/cutout",
  fields: {
    holes: defaulted(Count, 1, "Boxes.", "Cutout: one"),
    size: defaulted(
      Share,
      0.25,
      "Length of a box, as a share of the crop's.",
      "none published in 3-D",
    ),
    probability: acts(0.5, "Cutout"),
  },
})
