import type { Encoder, FeatureLevel } from "../../dsl/encoders/family.ts"
import { axes } from "../../dsl/field.ts"
import { patchify, type Tensors, tf, unpatchify, type Triple } from "../engine/index.ts"
import type { Encoded, EncoderModel, Level } from "./encoderContract.ts"
import type { Parameters } from "./layers/parameter.ts"

/** What an encoder whose levels differ in resolution is built from. */
interface Hierarchy {
  readonly encoder: Encoder
  readonly channels: number
  /** As the encoder's definition gives them: `definition.levels(encoder)`. */
  readonly levels: readonly FeatureLevel[]
  readonly parameters: Parameters
  /** Image [b, d, h, w, c] to the features of each level, [b, its grid, its width]. */
  readonly forward: (weights: Tensors, image: tf.Tensor) => readonly tf.Tensor[]
}

const product = ([d, h, w]: Triple): number => d * h * w

/** [b, d, h, w, width] as a list of tokens. */
const tokensOf = (volume: tf.Tensor): tf.Tensor =>
  tf.reshape(volume, [volume.shape[0] ?? 1, -1, volume.shape[4] ?? 1])

/** The levels of an encoder on its crop. */
const levelsOn = (crop: Triple, levels: readonly FeatureLevel[]): readonly Level[] =>
  levels.map(({ stride, width }) => ({
    grid: [crop[0] / stride[0], crop[1] / stride[1], crop[2] / stride[2]],
    width,
  }))

/**
 * An encoder of features at several resolutions, such as a convolutional network or a Swin transformer.
 * A position of its last level is a token of all modalities; masks hide the voxels below it.
 */
export const hierarchicalEncoder = ({
  encoder,
  channels,
  levels: declared,
  parameters,
  forward,
}: Hierarchy): EncoderModel => {
  const crop = axes(encoder.crop)
  const levels = levelsOn(crop, declared)
  const [last, { stride: patch } = { stride: crop }] = [levels.at(-1), declared.at(-1)]
  if (last === undefined) throw new Error(`the encoder ${encoder.kind} has no levels`)
  const encode = (weights: Tensors, image: tf.Tensor): Encoded => {
    const volumes = forward(weights, image)
    const level = (number: number): tf.Tensor => {
      const volume = volumes[number - 1]
      if (volume === undefined) throw new Error(`the encoder has no level ${number}`)
      return tokensOf(volume)
    }
    return { tokens: level(levels.length), level }
  }
  return {
    channels,
    crop,
    levels,
    patch,
    grid: last.grid,
    tokens: product(last.grid),
    voxelsPerToken: product(patch) * channels,
    width: last.width,
    parameters,
    encode,
    positions: (tokens) => tokens,
    patches: (image) => patchify(image, patch),
    assemble: (voxels) => unpatchify(voxels, patch, last.grid),
  }
}
