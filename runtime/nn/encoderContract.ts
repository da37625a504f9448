import type { AnyDefinition, Component } from "../../dsl/component.ts"
import type { Encoder, EncoderDefinition, EncoderFields } from "../../dsl/encoders/family.ts"
import type { Values } from "../../dsl/field.ts"
import type { Tensors, tf, Triple } from "../engine/index.ts"
import type { Parameters } from "./layers/parameter.ts"

/** Features of one resolution. */
export interface Level {
  /** Positions along each axis. */
  readonly grid: Triple
  /** Dimensions of the features at a position. */
  readonly width: number
}

/** What an encoder makes of an image, at each level as a list of tokens. */
export interface Encoded {
  /** The last level after the last norm, where there is one: [b, tokens, width]. */
  readonly tokens: tf.Tensor
  /** What a level puts out, counted from 1: [b, its tokens, its width]. */
  readonly level: (number: number) => tf.Tensor
}

/** An encoder that is a sequence transformer: it takes any subset of an image's tokens. */
export interface Transformer {
  /** Image to tokens with their position: [b, tokens, width]. */
  readonly embed: (weights: Tensors, image: tf.Tensor) => tf.Tensor
  /** Tokens [b, k, width] through the blocks. */
  readonly transform: (weights: Tensors, tokens: tf.Tensor) => Encoded
}

/** An encoder for images of a number of channels. Images are [b, d, h, w, c]. */
export interface EncoderModel {
  readonly channels: number
  /** Voxels of a crop along each axis. */
  readonly crop: Triple
  /** The levels of features. A ViT's are its blocks, all of one grid. */
  readonly levels: readonly Level[]
  /** Voxels that a position of the last level stands for, along each axis: what a mask hides at once. */
  readonly patch: Triple
  /** Positions of the last level along each axis: crop / patch. */
  readonly grid: Triple
  /** Tokens of the last level. Token t stands for position t modulo the number of positions. */
  readonly tokens: number
  /** Voxels that a token stands for. */
  readonly voxelsPerToken: number
  /** Dimensions of a token of the last level. */
  readonly width: number
  readonly parameters: Parameters
  readonly encode: (weights: Tensors, image: tf.Tensor) => Encoded
  /** Absent where the encoder needs the whole image. */
  readonly transformer?: Transformer
  /** Prefix of the parameters of the last norm, which no level depends on; none without. */
  readonly lastNorm?: string
  /** One vector a position, [b, positions, width], from all tokens of a level. */
  readonly positions: (tokens: tf.Tensor) => tf.Tensor
  /** The voxels of each token of the last level: image to [b, tokens, voxelsPerToken]. */
  readonly patches: (image: tf.Tensor) => tf.Tensor
  /** The inverse of `patches`. */
  readonly assemble: (patches: tf.Tensor) => tf.Tensor
}

/** The transformer of an encoder that was checked to be one. */
export const transformerOf = ({ transformer }: EncoderModel): Transformer => {
  if (transformer === undefined) throw new Error("the encoder is no transformer")
  return transformer
}

/** How an encoder is implemented. */
export interface EncoderImplementation<E = Encoder> {
  readonly definition: AnyDefinition
  model(encoder: E, channels: number): EncoderModel
}

/** The default export of an encoder's module. */
export const implementEncoder = <Kind extends string, F extends EncoderFields>(
  definition: EncoderDefinition<Kind, F>,
  implementation: Omit<EncoderImplementation<Component<"encoder", Kind> & Values<F>>, "definition">,
): EncoderImplementation<Component<"encoder", Kind> & Values<F>> => ({
  definition,
  ...implementation,
})
