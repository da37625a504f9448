import type { Program } from "../engine/index.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { channelsLast } from "../nn/layers/volumeOrder.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"
import { imageSpec } from "../nn/imageSpec.ts"
import { stripPrefix, prefixed } from "../nn/layers/names.ts"

/** Tokens after the last norm. Input `image` [1, c, d, h, w]; output `tokens` [1, tokens, width]. */
export const encoderProgram = (encoder: EncoderModel): Program => ({
  name: "encoder",
  state: specsOf(prefixed("encoder.", encoder.parameters)),
  inputs: imageSpec(encoder, 1),
  body: (state, inputs) => {
    const weights = stripPrefix("encoder.", state)
    const image = channelsLast(weightsAt(inputs)("image"))
    const { tokens } = encoder.encode(weights, image)
    return { state: {}, outputs: { tokens } }
  },
})
