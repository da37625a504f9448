import { defaulted, Probability } from "../field.ts"
import { Axes, Share, acts, defineAugmentation, rangeOf } from "./family.ts"

/**
 * Takes each modality down to a share of its length along each axis by the nearest voxel, and up again
 * trilinearly (nnU-Net v2's SimulateLowResolutionTransform; v1 went up by cubic splines).
 */
export const simulateLowResolution = defineAugmentation({
  kind: "simulateLowResolution",
  doc: "Takes each modality down in resolution and up again.",
  implementation: "ablate:data/transforms/augment/steps/simulateLowResolution",
  fields: {
    zoom: defaulted(rangeOf(Share), [0.5, 1], "Shares of the length.", "nnU-Net v2"),
    axes: defaulted(Axes, "all", "`inPlane` leaves the depth alone.", "nnU-Net v2"),
    perModality: defaulted(Probability, 0.5, "Probability of each modality.", "nnU-Net v2"),
    probability: acts(0.25, "nnU-Net v2"),
  },
})
