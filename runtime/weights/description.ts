import { Schema } from "effect"
import { vit } from "../../dsl/encoders/vit.ts"
import { Count, Positive } from "../../dsl/field.ts"
import { unetr as unetrDefinition } from "../../dsl/networks/unetr.ts"
import { prefixed } from "../nn/layers/names.ts"
import type { Parameters } from "../nn/layers/parameter.ts"
import unetr from "../nn/networks/unetr.ts"
import vitModule from "../nn/encoders/vit.ts"
import type { Segmenter } from "../training/segmentation.ts"
import { trainedParameters } from "../training/taskModel.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"

const Triple = Schema.Tuple([Count, Count, Count])

/** Which network a file of weights belongs to: what `vit(...)` and `unetr(...)` are called with. */
export const Description = Schema.Struct({
  encoder: Schema.Struct({
    crop: Triple,
    patch: Triple,
    width: Count,
    depth: Count,
    heads: Count,
    mlpRatio: Positive,
    tokens: vit.fields.tokens.schema,
    position: vit.fields.position.schema,
    qkvBias: Schema.Boolean,
  }),
  /** Channels of the image. */
  channels: Count,
  /** Present where the decoder is there too. */
  unetr: Schema.optionalKey(
    Schema.Struct({
      features: Count,
      outputs: Count,
      taps: unetrDefinition.fields.taps.schema,
    }),
  ),
})
export type Description = typeof Description.Type

export const encoderOf = ({ encoder, channels }: Description): EncoderModel =>
  vitModule.model(vit(encoder), channels)

/** The segmentation network described; `undefined` where only the encoder is. */
export const segmenterOf = (description: Description): Segmenter | undefined => {
  if (description.unetr === undefined) return undefined
  const { outputs, ...options } = description.unetr
  const encoder = encoderOf(description)
  const context = { encoder, channels: description.channels, outputs }
  return { encoder, network: unetr.model(unetrDefinition(options), context), outputs }
}

/** Every parameter described: `encoder.` and the encoder's names, `network.` and the decoder's. */
export const parametersOf = (description: Description): Parameters => {
  const segmenter = segmenterOf(description)
  return segmenter === undefined
    ? prefixed("encoder.", encoderOf(description).parameters)
    : trainedParameters(segmenter)
}
