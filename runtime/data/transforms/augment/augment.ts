import type { Augmentation } from "../../../../dsl/augmentation.ts"
import type { Random } from "../../../random/random.ts"
import type { Voxels } from "../../volume/crop.ts"
import { affineCrop } from "./affineCrop.ts"
import { type AffineStep, boxRead, drawAffine } from "./affineMatrix.ts"
import { type Box, type Crop, wholeOf } from "./crop.ts"
import { withHoles, withoutModalities } from "./dropout.ts"
import { flipAxis } from "./flip.ts"
import { gaussianFilter, sampledGaussianFilter } from "./gaussianBlur.ts"
import {
  addNoise,
  adjustContrast,
  drawBalanced,
  onNegative,
  perChannel,
  retainingStatistics,
  scale,
  shift,
  stretchContrast,
} from "./intensity.ts"
import { withLowResolution } from "./lowResolution.ts"
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
type Occasional = Exclude<Augmentation, { readonly kind: "affine" | "flip" | "modalityDrop" }>

type StepOf<Kind extends Augmentation["kind"]> = Extract<Augmentation, { readonly kind: Kind }>

const withGamma = (values: Float32Array, step: StepOf<"gamma">, random: Random): void => {
  const power =
    step.draw === "balanced" ? drawBalanced(random, step.range) : random.uniform(...step.range)
  const raised = (each: Float32Array): void => adjustContrast(each, power)
  const kept = (each: Float32Array): void =>
    step.retainStatistics ? retainingStatistics(each, raised) : raised(each)
  if (step.inverted) onNegative(values, kept)
  else kept(values)
}

const blurred = (
  values: Float32Array,
  size: Voxels,
  step: StepOf<"gaussianBlur">,
  random: Random,
): Float32Array => {
  const along = (axis: number) => random.at("axis", axis).uniform(...step.sigma)
  const filter = step.filter === "sampled" ? sampledGaussianFilter : gaussianFilter
  return filter(values, size, [along(0), along(1), along(2)])
}

const lowered = (
  values: Float32Array,
  size: Voxels,
  step: StepOf<"simulateLowResolution">,
  random: Random,
): Float32Array => {
  const zoom = random.at("zoom").uniform(...step.zoom)
  return withLowResolution(values, size, [step.axes === "all" ? zoom : 1, zoom, zoom])
}

const acted = (crop: Crop, size: Voxels, step: Occasional, random: Random): Crop => {
  const channelAt = (channel: number): Random => random.at("channel", channel)
  const channels = (change: (values: Float32Array, channel: number) => void): Crop => ({
    ...crop,
    image: perChannel(crop.image, size, change),
  })
  const someChannels = (
    probability: number,
    change: (values: Float32Array, stream: Random) => Float32Array,
  ): Crop =>
    channels((values, channel) => {
      const stream = channelAt(channel)
      if (stream.at("whether").chance(probability)) values.set(change(values, stream))
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
        const deviationFrom = step.shared ? random.at("deviation") : stream
        addNoise(values, deviationFrom.uniform(0, step.deviation), stream)
      })
    case "gamma":
      return channels((values, channel) => withGamma(values, step, channelAt(channel)))
    case "contrast":
      return channels((values, channel) =>
        stretchContrast(values, drawBalanced(channelAt(channel), step.range)),
      )
    case "gaussianBlur":
      return step.perModality === null
        ? { ...crop, image: blurred(crop.image, size, step, random) }
        : someChannels(step.perModality, (values, stream) => blurred(values, size, step, stream))
    case "simulateLowResolution":
      return someChannels(step.perModality, (values, stream) => lowered(values, size, step, stream))
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

const turned = (crop: Crop, box: Box, size: Voxels, step: AffineStep, random: Random): Crop => {
  const matrix = drawAffine(step, random)
  return matrix === undefined ? crop : affineCrop(crop, box, size, matrix)
}

const stepped = (crop: Crop, box: Box, size: Voxels, step: Augmentation, random: Random): Crop => {
  if (step.kind === "affine") return turned(crop, box, size, step, random)
  if (step.kind === "flip") return flipped(crop, size, step.probability, random)
  if (step.kind === "modalityDrop")
    return { ...crop, image: withoutModalities(crop.image, size, step.probability, random) }
  return random.at("whether").chance(step.probability) ? acted(crop, size, step, random) : crop
}

/**
 * The box of voxels to give to `augment`: the crop, or what a first affine step reads around its centre
 * within the volume, whose place is told from the crop's first voxel.
 */
export const boxToRead = (
  steps: readonly Augmentation[],
  size: Voxels,
  random: Random,
  volume: Box,
): Box => {
  const [first] = steps
  const matrix = first?.kind === "affine" ? drawAffine(first, random.at(0, first.kind)) : undefined
  return matrix === undefined ? wholeOf(size) : boxRead(matrix, size, volume)
}

/**
 * A crop after every step of augmentation, from the voxels of `boxToRead`. The label follows rotation,
 * scaling, flips and resizing. A shift moves background voxels too, as in MONAI. What is drawn depends on
 * the address of `random` alone.
 */
export const augment = (
  image: Float32Array,
  label: Uint8Array | undefined,
  size: Voxels,
  steps: readonly Augmentation[],
  random: Random,
  box: Box = wholeOf(size),
): Crop =>
  steps.reduce<Crop>(
    (crop, step, index) =>
      stepped(crop, index === 0 ? box : wholeOf(size), size, step, random.at(index, step.kind)),
    { image, label },
  )
