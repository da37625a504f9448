import { affine } from "./augmentations/affine.ts"
import { contrast } from "./augmentations/contrast.ts"
import { cutout } from "./augmentations/cutout.ts"
import { flip } from "./augmentations/flip.ts"
import { gamma } from "./augmentations/gamma.ts"
import { gaussianBlur } from "./augmentations/gaussianBlur.ts"
import { gaussianNoise } from "./augmentations/gaussianNoise.ts"
import { intensityScale } from "./augmentations/intensityScale.ts"
import { intensityShift } from "./augmentations/intensityShift.ts"
import { modalityDrop } from "./augmentations/modalityDrop.ts"
import { resizedCrop } from "./augmentations/resizedCrop.ts"
import { simulateLowResolution } from "./augmentations/simulateLowResolution.ts"

export { defineAugmentation, type Augmentation } from "./augmentations/family.ts"
export {
  affine,
  contrast,
  cutout,
  flip,
  gamma,
  gaussianBlur,
  gaussianNoise,
  intensityScale,
  intensityShift,
  modalityDrop,
  resizedCrop,
  simulateLowResolution,
}

export const augmentationDefinitions = [
  affine,
  contrast,
  cutout,
  flip,
  gamma,
  gaussianBlur,
  gaussianNoise,
  intensityScale,
  intensityShift,
  modalityDrop,
  resizedCrop,
  simulateLowResolution,
]
