import type { Augmentation } from "./augmentations/family.ts"
import { affine } from "./augmentations/affine.ts"
import { contrast } from "./augmentations/contrast.ts"
import { flip } from "./augmentations/flip.ts"
import { gamma } from "./augmentations/gamma.ts"
import { gaussianBlur } from "./augmentations/gaussianBlur.ts"
import { gaussianNoise } from "./augmentations/gaussianNoise.ts"
import { intensityScale } from "./augmentations/intensityScale.ts"
import { simulateLowResolution } from "./augmentations/simulateLowResolution.ts"
import { axes, type Extent } from "./field.ts"

/** nnU-Net's ANISO_THRESHOLD: a depth this many times shorter than the longest axis is left alone. */
const anisotropy = 3

/**
 * nnU-Net v2's augmentation for a crop, in its order and with its probabilities
 * (nnUNetTrainer.get_training_transforms and configure_rotation_dummyDA_mirroring_and_inital_patch_size).
 */
export const nnunetAugmentation = (crop: Extent): readonly Augmentation[] => {
  const size = axes(crop)
  const flat = Math.max(...size) / size[0] > anisotropy
  const along = flat ? "inPlane" : "all"
  const power = { draw: "balanced", retainStatistics: true } as const
  return [
    affine({ axes: along, rotation: flat ? [-180, 180] : [-30, 30] }),
    gaussianNoise({ shared: true }),
    gaussianBlur({ sigma: [0.5, 1], filter: "sampled", perModality: 0.5, probability: 0.2 }),
    intensityScale({ range: 0.25, probability: 0.15 }),
    contrast(),
    simulateLowResolution({ axes: along }),
    gamma({ ...power, inverted: true, probability: 0.1 }),
    gamma({ ...power, probability: 0.3 }),
    flip(),
  ]
}
