import { defaulted, Ratio } from "../field.ts"
import { defineMask } from "./family.ts"

/**
 * At each position left by the earlier steps, masks a share of the modalities left there; the
 * choices at one position complement each other over the modalities (paper III-B-1, step 3).
 */
export const patchMask = defineMask({
  kind: "patch",
  doc: "Masks complementary modalities position by position.",
  implementation: "ablate:pretraining/masks/patch",
  fields: {
    ratio: defaulted(
      Ratio,
      0.5,
      "Share of the cells left at the positions left that is masked.",
      "open in the paper",
    ),
  },
})
