import type { Random } from "../../../random/random.ts"
import type { Voxels } from "../../volume/crop.ts"

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

const extremes = (values: Float32Array): readonly [low: number, high: number] => {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

/** MONAI AdjustContrast's: keeps a constant channel as it is. */
export const smallest = 1e-7

/** ((x - min) / (max - min))^gamma (max - min) + min: MONAI AdjustContrast. */
export const adjustContrast = (values: Float32Array, gamma: number): void => {
  const [low, high] = extremes(values)
  const range = high - low
  for (let voxel = 0; voxel < values.length; voxel++)
    values[voxel] = ((values[voxel]! - low) / (range + smallest)) ** gamma * range + low
}

/** Mean and deviation. */
const statistics = (values: Float32Array): readonly [mean: number, deviation: number] => {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return [mean, Math.sqrt(squares / values.length)]
}

/** (x - mean) factor + mean, within the extremes of before: batchgeneratorsv2 ContrastTransform. */
export const stretchContrast = (values: Float32Array, factor: number): void => {
  const [low, high] = extremes(values)
  const [mean] = statistics(values)
  for (let voxel = 0; voxel < values.length; voxel++)
    values[voxel] = Math.min(high, Math.max(low, (values[voxel]! - mean) * factor + mean))
}

/** Makes a change and gives the values their mean and deviation back: batchgeneratorsv2 GammaTransform. */
export const retainingStatistics = (
  values: Float32Array,
  change: (values: Float32Array) => void,
): void => {
  const [mean, deviation] = statistics(values)
  change(values)
  const [changed, spread] = statistics(values)
  const factor = deviation / Math.max(spread, smallest)
  for (let voxel = 0; voxel < values.length; voxel++)
    values[voxel] = (values[voxel]! - changed) * factor + mean
}

const negate = (values: Float32Array): void => {
  for (let voxel = 0; voxel < values.length; voxel++) values[voxel] = -values[voxel]!
}

/** Makes a change to the negative. */
export const onNegative = (values: Float32Array, change: (values: Float32Array) => void): void => {
  negate(values)
  change(values)
  negate(values)
}

/** A factor below 1 as often as above it, where the range has both: batchgeneratorsv2 BGContrast. */
export const drawBalanced = (random: Random, [low, high]: readonly [number, number]): number => {
  if (low >= 1 || high <= 1) return random.uniform(low, high)
  return random.chance(0.5) ? random.uniform(low, 1) : random.uniform(1, high)
}
