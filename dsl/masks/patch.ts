import { Schema } from "effect"
import { defaulted, Ratio } from "../field.ts"
import { defineMask } from "./family.ts"

/**
 * At each position with two visible modalities or more, masks some of them and leaves some, in turn by
 * random permutations of the modalities: each is masked equally often (paper III-B-1, step 3).
 */
export const patchMask = defineMask({
  kind: "patch",
  doc: "Masks some modalities at each position, each modality equally often.",
  implementation: "ablate:pretraining/masks/patch",
  fields: {
    ratio: defaulted(
      Ratio,
      0.5,
      "Share of the visible cells masked, of those at positions with two visible modalities or more.",
      "open in the paper",
    ),
    alone: defaulted(
      Schema.Literals(["leave", "mask"]),
      "leave",
      "Positions with one visible modality, where there is nothing to choose between: `leave` them as they are, or `mask` the share of them too.",
      "open in the paper, whose lungs have two modalities",
      { before: "leave" },
    ),
  },
})
