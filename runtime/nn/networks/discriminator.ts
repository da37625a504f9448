import { conv3d, leakyRelu, type Tensors, tf } from "../../engine/index.ts"
import type { EncoderModel } from "../encoderContract.ts"
import { convParameters } from "../layers/convLayer.ts"
import { linearLayer, linearParameters } from "../layers/linearLayer.ts"
import { prefixed } from "../layers/names.ts"
import type { Parameters } from "../layers/parameter.ts"
import { weightsAt } from "../layers/weights.ts"

/** Slope of the activations (Radford et al. 2016). */
const slope = 0.2
const features = 8

type Volume = Pick<EncoderModel, "channels" | "patch" | "grid">

/** Parameters of the discriminator of images [b, d, h, w, channels]. */
export const discriminatorParameters = ({
  channels,
  patch,
  grid: [d, h, w],
}: Volume): Parameters => ({
  ...prefixed("conv1.", convParameters([3, 3, 3], channels, features, { bias: true })),
  ...prefixed("conv2.", convParameters(patch, features, features, { bias: true })),
  ...prefixed("fc1.", linearParameters(d * h * w * features, 512)),
  ...prefixed("fc2.", linearParameters(512, 128)),
  ...prefixed("fc3.", linearParameters(128, 1)),
})

/**
 * The discriminator of M2-MAE's published code, sized by the crop: Conv3d of 3^3 to 8 channels,
 * Conv3d of the patch's size and stride, linear 512, 128, 1. Image [b, d, h, w, c] to logits [b]:
 * above zero for a real image.
 */
export const discriminator = (
  { patch }: Volume,
  weights: Tensors,
  prefix: string,
  image: tf.Tensor,
): tf.Tensor => {
  const weight = weightsAt(weights, prefix)
  const near = tf.add(conv3d(image, weight("conv1.weight")), weight("conv1.bias"))
  const patches = conv3d(leakyRelu(near, slope), weight("conv2.weight"), {
    stride: patch,
    padding: "valid",
  })
  const flat = leakyRelu(tf.add(patches, weight("conv2.bias")), slope)
  const b = image.shape[0] ?? 1
  const hidden = leakyRelu(linearLayer(weight, "fc1", tf.reshape(flat, [b, -1])), slope)
  return tf.reshape(
    linearLayer(weight, "fc3", leakyRelu(linearLayer(weight, "fc2", hidden), slope)),
    [b],
  )
}
