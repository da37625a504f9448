import { Schema } from "effect"
import { defaulted, Positive, Probability } from "../field.ts"
import { Axes, defineAugmentation, rangeOf } from "./family.ts"

const Degrees = Schema.Finite.check(Schema.isBetween({ minimum: -180, maximum: 180 }))

/**
 * Rotates about the crop's centre by an angle for each axis, and scales by one factor, of which more than 1
 * shows more of the volume: the image trilinearly, the label by the nearest voxel, zero outside of the
 * volume. As the first step it reads what it needs beyond the crop; later it finds zeros there (nnU-Net's
 * SpatialTransform).
 */
export const affine = defineAugmentation({
  kind: "affine",
  doc: "Rotates and scales.",
  implementation: "ablate:data/transforms/augment/steps/affine",
  fields: {
    rotation: defaulted(rangeOf(Degrees), [-30, 30], "Angles in degrees.", "nnU-Net v2"),
    scaling: defaulted(rangeOf(Positive), [0.7, 1.4], "Factors.", "nnU-Net v2"),
    axes: defaulted(Axes, "all", "`inPlane` leaves the depth alone.", "nnU-Net v2"),
    rotationProbability: defaulted(Probability, 0.2, "Probability of a rotation.", "nnU-Net v2"),
    scalingProbability: defaulted(Probability, 0.2, "Probability of a scaling.", "nnU-Net v2"),
  },
})
