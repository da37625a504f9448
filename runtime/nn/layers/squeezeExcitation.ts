import { sigmoid, type Tensors, tf } from "../../engine/index.ts"
import { linearLayer, linearParameters } from "./linearLayer.ts"
import { prefixed } from "./names.ts"
import { type Parameters, zeros } from "./parameter.ts"
import { weightsAt } from "./weights.ts"

const withZeroBias = (parameters: Parameters): Parameters => ({
  ...parameters,
  ...Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { shape }]) =>
      name.endsWith("bias") ? [[name, { shape, init: zeros }]] : [],
    ),
  ),
})

/** Parameters of MONAI's ChannelSELayer. */
export const squeezeParameters = (channels: number, reduction: number): Parameters => {
  const narrow = Math.floor(channels / reduction)
  return withZeroBias({
    ...prefixed("fc.0.", linearParameters(channels, narrow)),
    ...prefixed("fc.2.", linearParameters(narrow, channels)),
  })
}

/** Scales each channel by what two linear layers make of all channels' means (Hu et al. 2018). */
export const squeezeExcitation = (weights: Tensors, prefix: string, x: tf.Tensor): tf.Tensor => {
  const weight = weightsAt(weights, prefix)
  const means = tf.mean(x, [1, 2, 3])
  const scale = sigmoid(linearLayer(weight, "fc.2", tf.relu(linearLayer(weight, "fc.0", means))))
  const [b = 1, channels = 1] = means.shape
  return tf.mul(x, tf.reshape(scale, [b, 1, 1, 1, channels]))
}
