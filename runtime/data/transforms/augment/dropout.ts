import type { Random } from "../../../random/random.ts"
import type { Voxels } from "../../volume/crop.ts"

/** [channel, z, y, x] with boxes of zeros in all channels, each `share` of the crop along each axis. */
export const withHoles = (
  image: Float32Array,
  size: Voxels,
  holes: number,
  share: number,
  random: Random,
): Float32Array => {
  const made = image.slice()
  const [depth, height, width] = size
  const side = (length: number) => Math.min(length, Math.max(1, Math.round(share * length)))
  for (let hole = 0; hole < holes; hole++) {
    const draw = random.at(hole)
    const z = draw.integer(depth - side(depth) + 1)
    const y = draw.integer(height - side(height) + 1)
    const x = draw.integer(width - side(width) + 1)
    for (let start = 0; start < made.length; start += depth * height * width)
      for (let k = z; k < z + side(depth); k++)
        for (let j = y; j < y + side(height); j++) {
          const row = start + (k * height + j) * width + x
          made.fill(0, row, row + side(width))
        }
  }
  return made
}

/** [channel, z, y, x] with channels set to zero, each with the probability given, but never all. */
export const withoutModalities = (
  image: Float32Array,
  size: Voxels,
  probability: number,
  random: Random,
): Float32Array => {
  const voxels = size[0] * size[1] * size[2]
  const channels = image.length / voxels
  const drawn = Array.from({ length: channels }, (_, channel) =>
    random.at("channel", channel).chance(probability),
  )
  const kept = drawn.includes(false) ? -1 : random.at("kept").integer(channels)
  const made = image.slice()
  for (const [channel, drops] of drawn.entries())
    if (drops && channel !== kept) made.fill(0, channel * voxels, (channel + 1) * voxels)
  return made
}
