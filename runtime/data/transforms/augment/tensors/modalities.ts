import type { Random } from "../../../../random/random.ts"
import type { tf } from "../../../../engine/index.ts"
import type { CropShape, Drawn, TensorCrop, TensorWork } from "./tensorStep.ts"

/** A number of each modality, by the streams of `eachModality`; `idle` where the step does not act. */
export const drawnNumbers = (
  probability: number,
  random: Random,
  { channels }: CropShape,
  idle: number,
  number: (stream: Random) => number,
): Drawn => {
  const acts = random.at("whether").chance(probability)
  const values = Array.from({ length: channels }, (_, channel) =>
    acts ? number(random.at("channel", channel)) : idle,
  )
  return { shape: [channels], values: Float32Array.from(values) }
}

/** A number of each modality, to broadcast with images: [crop, channel, 1, 1, 1]. */
const overVoxels = (numbers: tf.Tensor): tf.Tensor => numbers.reshape([...numbers.shape, 1, 1, 1])

/** The crops with an image that is made of theirs and of a number of each modality. */
export const withNumbers = (
  { crop, drawn }: TensorWork,
  name: string,
  made: (image: tf.Tensor, numbers: tf.Tensor) => tf.Tensor,
): TensorCrop => ({ ...crop, image: made(crop.image, overVoxels(drawn[name]!)) })
