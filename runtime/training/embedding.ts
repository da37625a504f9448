import { tf, type Program } from "../engine/index.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"
import { imageSpec } from "../nn/imageSpec.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { channelsLast } from "../nn/layers/volumeOrder.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import { ofShape } from "../nn/outputShape.ts"

/** The mean token of a crop. Input `image` [1, c, d, h, w]; output `features` [width]. */
export const embeddingProgram = (encoder: EncoderModel): Program => ({
  name: "embedding",
  state: specsOf(encoder.parameters),
  inputs: imageSpec(encoder, 1),
  body: (state, inputs) => {
    const image = channelsLast(weightsAt(inputs)("image"))
    const { tokens } = encoder.encode(state, image)
    const shape = [1, encoder.tokens, encoder.width]
    const last = ofShape("what the encoder gives for its tokens", encoder.encode, tokens, shape)
    return { state: {}, outputs: { features: tf.mean(last, [0, 1]) } }
  },
})
