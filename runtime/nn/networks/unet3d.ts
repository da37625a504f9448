import type { Component } from "../../../dsl/component.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { Values } from "../../../dsl/field.ts"
import { unet3d as unet3dDefinition } from "../../../dsl/networks/unet3d.ts"
import { leakyRelu, maxPool3d, type Tensors, tf } from "../../engine/index.ts"
import { implementNetwork, type NetworkContext, type SegmentationModel } from "../contract.ts"
import {
  convLayer,
  convParameters,
  convTransposeLayer,
  convTransposeParameters,
} from "../layers/convLayer.ts"
import { affineParameters, instanceNormLayer } from "../layers/instanceNormLayer.ts"
import { prefixed } from "../layers/names.ts"
import type { Parameters } from "../layers/parameter.ts"

type Unet3d = Component<"network", "unet3d"> & Values<typeof unet3dDefinition.fields>

/** MONAI BasicUNet's leaky ReLU. */
const slope = 0.1

/** Channels at each level, finest first, and after the last upsampling. */
const widthsOf = ({ features }: Unet3d) => ({
  widths: features.slice(0, -1),
  last: features.at(-1) ?? 1,
})

const twoConvParameters = (inputs: number, outputs: number): Parameters => ({
  ...prefixed("conv_0.conv.", convParameters([3, 3, 3], inputs, outputs, { bias: true })),
  ...prefixed("conv_0.adn.N.", affineParameters(outputs)),
  ...prefixed("conv_1.conv.", convParameters([3, 3, 3], outputs, outputs, { bias: true })),
  ...prefixed("conv_1.adn.N.", affineParameters(outputs)),
})

/** MONAI's TwoConv: twice a convolution, instance norm, leaky ReLU. */
const twoConv = (weights: Tensors, prefix: string, x: tf.Tensor): tf.Tensor =>
  ["conv_0.", "conv_1."].reduce((y, name) => {
    const convolved = convLayer(weights, `${prefix}${name}conv.`, y)
    return leakyRelu(instanceNormLayer(weights, `${prefix}${name}adn.N.`, convolved), slope)
  }, x)

const parameters = (network: Unet3d, { channels, outputs }: NetworkContext): Parameters => {
  const { widths, last } = widthsOf(network)
  const down = widths.map((width, level) =>
    level === 0
      ? prefixed("conv_0.", twoConvParameters(channels, width))
      : prefixed(`down_${level}.convs.`, twoConvParameters(widths[level - 1] ?? 1, width)),
  )
  const up = widths.slice(1).map((coarse, index) => {
    const finest = index === 0
    const fine = widths[index] ?? 1
    // Upsampling halves the channels, but for the last.
    const between = finest ? coarse : Math.floor(coarse / 2)
    return prefixed(`upcat_${index + 1}.`, {
      ...prefixed(
        "upsample.deconv.",
        convTransposeParameters([2, 2, 2], coarse, between, { bias: true }),
      ),
      ...prefixed("convs.", twoConvParameters(fine + between, finest ? last : fine)),
    })
  })
  return {
    ...Object.assign({}, ...down, ...up.toReversed()),
    ...prefixed("final_conv.", convParameters([1, 1, 1], last, outputs, { bias: true })),
  }
}

/** Repeats the last voxel of an axis where x has one less than the skip. */
const grownTo = (x: tf.Tensor, skip: tf.Tensor): tf.Tensor =>
  [1, 2, 3].reduce((y, axis) => {
    const length = y.shape[axis] ?? 1
    if (length === skip.shape[axis]) return y
    const begin = y.shape.map((_, each) => (each === axis ? length - 1 : 0))
    const size = y.shape.map((each, index) => (index === axis ? 1 : each))
    return tf.concat([y, tf.slice(y, begin, size)], axis)
  }, x)

const forward = (levels: number, weights: Tensors, image: tf.Tensor): tf.Tensor => {
  const skips = [twoConv(weights, "conv_0.", image)]
  for (let level = 1; level < levels; level++)
    skips.push(twoConv(weights, `down_${level}.convs.`, maxPool3d(skips[level - 1]!, 2)))
  const decoded = skips.slice(0, -1).reduceRight(
    (x, skip, index) => {
      const name = `upcat_${index + 1}.`
      const finer = grownTo(convTransposeLayer(weights, `${name}upsample.deconv.`, x), skip)
      return twoConv(weights, `${name}convs.`, tf.concat([skip, finer], 4))
    },
    skips[levels - 1]!,
  )
  return convLayer(weights, "final_conv.", decoded)
}

const model = (network: Unet3d, context: NetworkContext): SegmentationModel => ({
  parameters: parameters(network, context),
  usesEncoder: false,
  taps: [],
  forward: ({ network: weights }, image) =>
    forward(widthsOf(network).widths.length, weights, image),
})

const faults = (network: Unet3d, { encoder }: NetworkContext, field: string): readonly Fault[] => {
  const smallest = 2 ** (widthsOf(network).widths.length - 1)
  if (encoder.crop.every((length) => length >= smallest)) return []
  return [
    fault({
      what: `unet3d halves a crop of ${encoder.crop.join("x")} voxels below one voxel`,
      where: { field: `${field}.features` },
      expected: `a crop of at least ${smallest} voxels along each axis`,
      hint: "use a larger crop, or fewer levels",
    }),
  ]
}

/**
 * 3-D U-Net (Çiçek et al. 2016) as MONAI's BasicUNet builds it: the same layers and names. An odd
 * length is pooled to its lower half and grown back by repeating the last voxel.
 */
export default implementNetwork(unet3dDefinition, { model, faults })
