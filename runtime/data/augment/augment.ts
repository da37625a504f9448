import type { Augmentation } from "../../../dsl/augmentation.ts"
import type { Random } from "../../random/random.ts"
import type { Voxels } from "../volume/crop.ts"
import { flipAxis } from "./flip.ts"

/** A crop and, where there is one, its label. */
export interface Crop {
  /** [channel, z, y, x]. */
  readonly image: Float32Array
  /** [z, y, x]. */
  readonly label: Uint8Array | undefined
}

const flipped = (crop: Crop, size: Voxels, probability: number, random: Random): Crop =>
  ([0, 1, 2] as const).reduce<Crop>(
    (made, axis) =>
      random.at(axis).chance(probability)
        ? {
            image: flipAxis(made.image, size, axis),
            label: made.label === undefined ? undefined : flipAxis(made.label, size, axis),
          }
        : made,
    crop,
  )

/** Changes each channel by a number of its own, as MONAI does with channel_wise=True. */
const perChannel = (
  image: Float32Array,
  size: Voxels,
  change: (values: Float32Array, channel: number) => void,
): Float32Array => {
  const voxels = size[0] * size[1] * size[2]
  const made = image.slice()
  for (let channel = 0; channel * voxels < made.length; channel++)
    change(made.subarray(channel * voxels, (channel + 1) * voxels), channel)
  return made
}

const step = (crop: Crop, size: Voxels, augmentation: Augmentation, random: Random): Crop => {
  const { kind, probability } = augmentation
  if (kind === "flip") return flipped(crop, size, probability, random)
  if (!random.at("whether").chance(probability)) return crop
  const { range } = augmentation
  const image = perChannel(crop.image, size, (values, channel) => {
    const drawn = random.at("channel", channel).uniform(-range, range)
    for (let voxel = 0; voxel < values.length; voxel++)
      values[voxel] =
        kind === "intensityScale" ? values[voxel]! * (1 + drawn) : values[voxel]! + drawn
  })
  return { ...crop, image }
}

/**
 * A crop after every step of augmentation. The label follows flips. A shift moves background voxels
 * too, as in MONAI. What is drawn depends on the address of `random` alone.
 */
export const augment = (
  image: Float32Array,
  label: Uint8Array | undefined,
  size: Voxels,
  steps: readonly Augmentation[],
  random: Random,
): Crop =>
  steps.reduce<Crop>(
    (crop, augmentation, index) =>
      step(crop, size, augmentation, random.at(index, augmentation.kind)),
    { image, label },
  )
