import type { Random } from "../../../random/random.ts"
import type { Voxels } from "../../volume/crop.ts"
import type { Crop } from "./crop.ts"
import { perChannel } from "./intensity.ts"

/** A step that acts as a whole with a probability, or leaves the crop as it is. */
export const occasionally = (
  probability: number,
  random: Random,
  crop: Crop,
  act: () => Crop,
): Crop => (random.at("whether").chance(probability) ? act() : crop)

/** The crop with each modality changed in place, each by a stream of its own. */
export const eachModality = (
  crop: Crop,
  size: Voxels,
  random: Random,
  change: (values: Float32Array, stream: Random) => void,
): Crop => ({
  ...crop,
  image: perChannel(crop.image, size, (values, channel) =>
    change(values, random.at("channel", channel)),
  ),
})

/** The same, each modality with a probability. */
export const someModalities = (
  probability: number,
  crop: Crop,
  size: Voxels,
  random: Random,
  changed: (values: Float32Array, stream: Random) => Float32Array,
): Crop =>
  eachModality(crop, size, random, (values, stream) => {
    if (stream.at("whether").chance(probability)) values.set(changed(values, stream))
  })
