import { Schema } from "effect"
import { AnyAugmentation } from "../augmentations/family.ts"
import { flip } from "../augmentations/flip.ts"
import { gamma } from "../augmentations/gamma.ts"
import { gaussianBlur } from "../augmentations/gaussianBlur.ts"
import { gaussianNoise } from "../augmentations/gaussianNoise.ts"
import { intensityScale } from "../augmentations/intensityScale.ts"
import { intensityShift } from "../augmentations/intensityShift.ts"
import { resizedCrop } from "../augmentations/resizedCrop.ts"
import { defaulted, required } from "../field.ts"
import { trainingFields } from "./trainingFields.ts"

const Several = Schema.Int.check(Schema.isGreaterThanOrEqualTo(2))

/** Fields of an objective that compares two views of each crop within a batch. */
export const twoViewFields = {
  ...trainingFields,
  batch: required(Several, "Crops in a step, two or more: each is contrasted with the others."),
  augment: defaulted(
    Schema.Array(AnyAugmentation),
    [
      resizedCrop(),
      flip(),
      intensityScale({ range: 0.4, probability: 0.8 }),
      intensityShift({ range: 0.1, probability: 0.8 }),
      gamma({ probability: 0.3 }),
      gaussianBlur({ probability: 0.5 }),
      gaussianNoise({ probability: 0.1 }),
    ],
    "Augmentation of the views, drawn for each by itself.",
    "MoCo v3 and Barlow Twins: crop of 0.08 to 1, flip, jitter of brightness by 0.4 with probability 0.8, blur; contrast as gamma and noise as in nnU-Net; colour and solarisation have no counterpart",
  ),
}
