import type { Random } from "../../../random/random.ts"
import type { Voxels } from "../../volume/crop.ts"
import type { Box } from "./crop.ts"

/** Draws boxes, each `share` of the crop along each axis. */
export const drawHoles = (
  size: Voxels,
  holes: number,
  share: number,
  random: Random,
): readonly Box[] => {
  const side = (length: number) => Math.min(length, Math.max(1, Math.round(share * length)))
  const sides: Voxels = [side(size[0]), side(size[1]), side(size[2])]
  return Array.from({ length: holes }, (_, hole) => {
    const draw = random.at(hole)
    const first = (axis: 0 | 1 | 2) => draw.integer(size[axis] - sides[axis] + 1)
    return { origin: [first(0), first(1), first(2)], size: sides }
  })
}

/** [channel, z, y, x] with boxes of zeros in all channels. */
export const withHoles = (
  image: Float32Array,
  [depth, height, width]: Voxels,
  holes: readonly Box[],
): Float32Array => {
  const made = image.slice()
  for (const {
    origin: [z, y, x],
    size,
  } of holes)
    for (let start = 0; start < made.length; start += depth * height * width)
      for (let k = z; k < z + size[0]; k++)
        for (let j = y; j < y + size[1]; j++) {
          const row = start + (k * height + j) * width + x
          made.fill(0, row, row + size[2])
        }
  return made
}

/** Draws which modalities stay, each dropped with the probability given, but never all. */
export const keptModalities = (
  channels: number,
  probability: number,
  random: Random,
): readonly boolean[] => {
  const kept = Array.from(
    { length: channels },
    (_, channel) => !random.at("channel", channel).chance(probability),
  )
  return kept.includes(true) ? kept : kept.with(random.at("kept").integer(channels), true)
}

/** [channel, z, y, x] with channels set to zero, by `keptModalities`. */
export const withoutModalities = (
  image: Float32Array,
  size: Voxels,
  probability: number,
  random: Random,
): Float32Array => {
  const voxels = size[0] * size[1] * size[2]
  const made = image.slice()
  for (const [channel, kept] of keptModalities(
    image.length / voxels,
    probability,
    random,
  ).entries())
    if (!kept) made.fill(0, channel * voxels, (channel + 1) * voxels)
  return made
}
