import { type Tensors, tf, type Triple } from "../../engine/index.ts"
import { convTransposeLayer, convTransposeParameters } from "./convLayer.ts"
import { prefixed } from "./names.ts"
import type { Parameters } from "./parameter.ts"
import { residualBlock, residualBlockParameters } from "./residualBlock.ts"

/** Parameters of MONAI's UnetrUpBlock with res_block, whose skip has as many channels as its output. */
export const unetrUpBlockParameters = (
  stride: Triple,
  inputs: number,
  outputs: number,
): Parameters => ({
  ...prefixed("transp_conv.conv.", convTransposeParameters(stride, inputs, outputs)),
  ...prefixed("conv_block.", residualBlockParameters(2 * outputs, outputs)),
})

/** MONAI's UnetrUpBlock: a transposed convolution, the skip beside it, a residual block. */
export const unetrUpBlock = (
  weights: Tensors,
  prefix: string,
  x: tf.Tensor,
  skip: tf.Tensor,
): tf.Tensor => {
  const finer = convTransposeLayer(weights, `${prefix}transp_conv.conv.`, x)
  return residualBlock(weights, `${prefix}conv_block.`, tf.concat([finer, skip], 4))
}
