import { conv3d, instanceNorm, leakyRelu, type Tensors, tf } from "../../engine/index.ts"
import { convParameters } from "./convLayer.ts"
import { prefixed } from "./names.ts"
import type { Parameters } from "./parameter.ts"
import { weightsAt } from "./weights.ts"

/** Parameters of MONAI's UnetResBlock; `conv3` only where the number of channels changes. */
export const residualBlockParameters = (inputs: number, outputs: number): Parameters => ({
  ...prefixed("conv1.conv.", convParameters([3, 3, 3], inputs, outputs)),
  ...prefixed("conv2.conv.", convParameters([3, 3, 3], outputs, outputs)),
  ...(inputs === outputs
    ? {}
    : prefixed("conv3.conv.", convParameters([1, 1, 1], inputs, outputs))),
})

/**
 * MONAI's UnetResBlock: two convolutions with instance norm without learned scale, leaky ReLU of
 * slope 0.01, and a residual path. x [b, d, h, w, inputs] to [b, d, h, w, outputs].
 */
export const residualBlock = (weights: Tensors, prefix: string, x: tf.Tensor): tf.Tensor => {
  const weight = weightsAt(weights, prefix)
  const conv = (name: string, y: tf.Tensor): tf.Tensor =>
    instanceNorm(conv3d(y, weight(`${name}.conv.weight`)))
  const inner = conv("conv2", leakyRelu(conv("conv1", x)))
  const residual = `${prefix}conv3.conv.weight` in weights ? conv("conv3", x) : x
  return leakyRelu(tf.add(inner, residual))
}
