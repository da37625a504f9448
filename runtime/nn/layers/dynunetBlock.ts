import { leakyRelu, type Tensors, tf, type Triple } from "../../engine/index.ts"
import {
  convLayer,
  convParameters,
  convTransposeLayer,
  convTransposeParameters,
} from "./convLayer.ts"
import { affineParameters, instanceNormLayer } from "./instanceNormLayer.ts"
import { prefixed } from "./names.ts"
import { heNormal, type Parameters } from "./parameter.ts"

/** nnU-Net's leaky ReLU, and its initialisation for it. */
const slope = 0.01
const init = heNormal(slope)

/** Parameters of MONAI's UnetBasicBlock. */
export const basicBlockParameters = (
  kernel: Triple,
  inputs: number,
  outputs: number,
  bias: boolean,
): Parameters => ({
  ...prefixed("conv1.conv.", convParameters(kernel, inputs, outputs, { bias, init })),
  ...prefixed("conv2.conv.", convParameters(kernel, outputs, outputs, { bias, init })),
  ...prefixed("norm1.", affineParameters(outputs)),
  ...prefixed("norm2.", affineParameters(outputs)),
})

/** MONAI's UnetBasicBlock: twice a convolution, the first strided, instance norm, leaky ReLU. */
export const basicBlock = (
  weights: Tensors,
  prefix: string,
  x: tf.Tensor,
  stride: Triple = [1, 1, 1],
): tf.Tensor => {
  const layer = (number: 1 | 2, y: tf.Tensor, by?: Triple): tf.Tensor => {
    const convolved = convLayer(weights, `${prefix}conv${number}.conv.`, y, by)
    return leakyRelu(instanceNormLayer(weights, `${prefix}norm${number}.`, convolved), slope)
  }
  return layer(2, layer(1, x, stride))
}

interface UpBlock {
  readonly kernel: Triple
  readonly stride: Triple
  readonly inputs: number
  /** Channels of the skip too. */
  readonly outputs: number
  readonly bias: boolean
}

/** Parameters of MONAI's UnetUpBlock. */
export const upBlockParameters = (block: UpBlock): Parameters => {
  const { kernel, stride, inputs, outputs, bias } = block
  return {
    ...prefixed("transp_conv.conv.", convTransposeParameters(stride, inputs, outputs, { init })),
    ...prefixed("conv_block.", basicBlockParameters(kernel, 2 * outputs, outputs, bias)),
  }
}

/** MONAI's UnetUpBlock: upsamples, joins with the skip, two convolutions. */
export const upBlock = (
  weights: Tensors,
  prefix: string,
  x: tf.Tensor,
  skip: tf.Tensor,
): tf.Tensor => {
  const finer = convTransposeLayer(weights, `${prefix}transp_conv.conv.`, x)
  return basicBlock(weights, `${prefix}conv_block.`, tf.concat([finer, skip], 4))
}
