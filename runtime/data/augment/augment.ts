import type { Augmentation } from "../../../dsl/augmentation.ts"
import type { Random } from "../../random/random.ts"
import type { Voxels } from "../volume/crop.ts"
import type { Crop } from "./crop.ts"
import { withHoles, withoutModalities } from "./dropout.ts"
import { flipAxis } from "./flip.ts"
import { gaussianFilter } from "./gaussianBlur.ts"
import { addNoise, adjustContrast, perChannel, scale, shift } from "./intensity.ts"
import { drawBox, resizedCrop } from "./resizedCrop.ts"

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

/** The steps that act as a whole or not at all. */
type Occasional = Exclude<Augmentation, { readonly kind: "flip" | "modalityDrop" }>

const acted = (crop: Crop, size: Voxels, step: Occasional, random: Random): Crop => {
  const channelAt = (channel: number): Random => random.at("channel", channel)
  const channels = (change: (values: Float32Array, channel: number) => void): Crop => ({
    ...crop,
    image: perChannel(crop.image, size, change),
  })
  switch (step.kind) {
    case "intensityScale":
      return channels((values, channel) =>
        scale(values, channelAt(channel).uniform(-step.range, step.range)),
      )
    case "intensityShift":
      return channels((values, channel) =>
        shift(values, channelAt(channel).uniform(-step.range, step.range)),
      )
    case "gaussianNoise":
      return channels((values, channel) => {
        const stream = channelAt(channel)
        addNoise(values, stream.uniform(0, step.deviation), stream)
      })
    case "gamma":
      return channels((values, channel) =>
        adjustContrast(values, channelAt(channel).uniform(...step.range)),
      )
    case "gaussianBlur": {
      const along = (axis: number) => random.at("axis", axis).uniform(...step.sigma)
      const sigma = [along(0), along(1), along(2)] as const
      return { ...crop, image: gaussianFilter(crop.image, size, sigma) }
    }
    case "resizedCrop":
      return resizedCrop(
        crop,
        size,
        drawBox(size, random.at("share").uniform(...step.scale), random.at("box")),
      )
    case "cutout":
      return {
        ...crop,
        image: withHoles(crop.image, size, step.holes, step.size, random.at("holes")),
      }
  }
}

const stepped = (crop: Crop, size: Voxels, step: Augmentation, random: Random): Crop => {
  if (step.kind === "flip") return flipped(crop, size, step.probability, random)
  if (step.kind === "modalityDrop")
    return { ...crop, image: withoutModalities(crop.image, size, step.probability, random) }
  return random.at("whether").chance(step.probability) ? acted(crop, size, step, random) : crop
}

/**
 * A crop after every step of augmentation. The label follows flips and resizing. A shift moves
 * background voxels too, as in MONAI. What is drawn depends on the address of `random` alone.
 */
export const augment = (
  image: Float32Array,
  label: Uint8Array | undefined,
  size: Voxels,
  steps: readonly Augmentation[],
  random: Random,
): Crop =>
  steps.reduce<Crop>(
    (crop, step, index) => stepped(crop, size, step, random.at(index, step.kind)),
    { image, label },
  )
