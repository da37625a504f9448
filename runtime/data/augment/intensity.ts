import type { Random } from "../../random/random.ts"
import type { Voxels } from "../volume/crop.ts"

/** Changes each channel of an image [channel, z, y, x] by itself; gives a copy. */
export const perChannel = (
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

/** Multiplies by 1 + u. */
export const scale = (values: Float32Array, drawn: number): void => {
  for (let voxel = 0; voxel < values.length; voxel++) values[voxel]! *= 1 + drawn
}

/** Adds u. */
export const shift = (values: Float32Array, drawn: number): void => {
  for (let voxel = 0; voxel < values.length; voxel++) values[voxel]! += drawn
}

/** Adds normal noise of a deviation. */
export const addNoise = (values: Float32Array, deviation: number, random: Random): void => {
  for (let voxel = 0; voxel < values.length; voxel++) values[voxel]! += deviation * random.normal()
}

/** MONAI AdjustContrast's: keeps a constant channel as it is. */
const smallest = 1e-7

/** ((x - min) / (max - min))^gamma (max - min) + min: MONAI AdjustContrast. */
export const adjustContrast = (values: Float32Array, gamma: number): void => {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  const range = high - low
  for (let voxel = 0; voxel < values.length; voxel++)
    values[voxel] = ((values[voxel]! - low) / (range + smallest)) ** gamma * range + low
}
