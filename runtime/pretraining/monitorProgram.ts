import { type Program, tf } from "../engine/index.ts"
import { imageSpec } from "../nn/imageSpec.ts"
import { stripPrefix, chosen } from "../nn/layers/names.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import { channelsFirst, channelsLast } from "../nn/layers/volumeOrder.ts"
import { weightsAt } from "../nn/layers/weights.ts"
import { encoderPrefix, type ObjectiveContext, type ObjectiveModel } from "./contract.ts"

/**
 * What shows whether an encoder has collapsed, of one crop. State: the objective's parameters. Inputs:
 * `image` [1, c, d, h, w] and what the objective draws. Outputs: `features` [width], the mean token of
 * the whole crop, as probes read it; and, where the objective reconstructs, `target`, `prediction` and
 * `mask` [1, c, d, h, w].
 */
export const monitorProgram = (
  { parameters, inputs, reconstruct }: ObjectiveModel,
  context: ObjectiveContext,
): Program => ({
  name: "collapse monitor",
  state: specsOf(parameters),
  inputs: { ...imageSpec(context.encoder, context.batch), ...inputs },
  body: (weights, given) => {
    const { encoder } = context
    const image = channelsLast(weightsAt(given)("image"))
    const own = stripPrefix(encoderPrefix, weights)
    const { tokens } = encoder.encode(own, image)
    const features = tf.mean(tokens, [0, 1])
    if (reconstruct === undefined) return { state: {}, outputs: { features } }
    const drawn = chosen(given, (input) => input in inputs)
    const { reconstruction, mask, measured } = reconstruct(weights, { image, drawn })
    const { target, prediction } = measured ?? { target: image, prediction: reconstruction }
    return {
      state: {},
      outputs: {
        features,
        target: channelsFirst(target),
        prediction: channelsFirst(prediction),
        mask: channelsFirst(mask),
      },
    }
  },
})
