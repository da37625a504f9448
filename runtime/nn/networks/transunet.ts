import type { Component } from "../../../dsl/component.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { Values } from "../../../dsl/field.ts"
import { transunet as transunetDefinition } from "../../../dsl/networks/transunet.ts"
import type { Tensors, tf } from "../../engine/index.ts"
import { implementNetwork, type NetworkContext, type SegmentationModel } from "../contract.ts"
import { renamed, type Renaming, reversed } from "../layers/names.ts"
import { nnunetFaults } from "./nnunetFaults.ts"
import { divisorOf, nnunetPlan, supervisionWeights } from "./nnunetPlan.ts"
import {
  doublingWidths,
  type PlannedUnet,
  plannedUnetLevels,
  plannedUnetLogits,
  plannedUnetOutput,
  plannedUnetParameters,
} from "./plannedUnet.ts"
import type { TransformerBlock } from "../layers/transformerBlock.ts"
import {
  epsilon,
  transunetTransformer,
  transunetTransformerParameters,
} from "./transunetTransformer.ts"

type Transunet = Component<"network", "transunet"> & Values<typeof transunetDefinition.fields>

const planOf = (network: Transunet, { encoder }: NetworkContext) =>
  nnunetPlan(encoder.crop, network.spacing)

const unetOf = (network: Transunet, context: NetworkContext): PlannedUnet => {
  const { strides, kernels } = planOf(network, context)
  const levels = strides.length
  return {
    channels: context.channels,
    outputs: context.outputs,
    widths: doublingWidths(levels, network),
    strides,
    kernels,
    upKernels: kernels.slice(1),
    shares: supervisionWeights(levels - 1),
    bias: { block: true, output: false },
  }
}

const halves = (ours: string, theirs: readonly [string, string]): Renaming =>
  theirs.flatMap((name, index): Renaming => [
    [`${ours}conv${index + 1}.conv.`, `${name}conv.`],
    [`${ours}norm${index + 1}.`, `${name}instnorm.`],
  ])

/** From MONAI's names to those of nnU-Net's Generic_UNet, on which the published code builds. */
const unetNames = (levels: number): Renaming => {
  const ups = levels - 1
  const down = Array.from({ length: levels - 2 }, (_, index) =>
    halves(`downsamples.${index}.`, [
      `conv_blocks_context.${index + 1}.blocks.0.`,
      `conv_blocks_context.${index + 1}.blocks.1.`,
    ]),
  )
  const up = Array.from({ length: ups }, (_, index): Renaming => [
    [`upsamples.${index}.transp_conv.conv.`, `tu.${index}.`],
    ...halves(`upsamples.${index}.conv_block.`, [
      `conv_blocks_localization.${index}.0.blocks.0.`,
      `conv_blocks_localization.${index}.1.blocks.0.`,
    ]),
  ])
  const heads = Array.from({ length: Math.max(0, ups - 2) }, (_, index): Renaming[number] => [
    `deep_supervision_heads.${index}.conv.conv.`,
    `seg_outputs.${ups - 2 - index}.`,
  ])
  return [
    ...halves("input_block.", [
      "conv_blocks_context.0.blocks.0.",
      "conv_blocks_context.0.blocks.1.",
    ]),
    ...down.flat(),
    ...halves("bottleneck.", [
      `conv_blocks_context.${ups}.0.blocks.0.`,
      `conv_blocks_context.${ups}.1.blocks.0.`,
    ]),
    ...up.flat(),
    ["output_block.conv.conv.", `seg_outputs.${ups - 1}.`],
    ...heads,
  ]
}

const blockOf = ({ width, heads, mlpWidth }: Transunet): TransformerBlock => ({
  width,
  heads,
  mlpWidth,
  qkvBias: true,
  epsilon,
})

const model = (network: Transunet, context: NetworkContext): SegmentationModel => {
  const unet = unetOf(network, context)
  const names = unetNames(unet.strides.length)
  const block = blockOf(network)
  const divisor = divisorOf(planOf(network, context))
  const tokens = context.encoder.crop.reduce(
    (product, length, axis) => product * (length / (divisor[axis] ?? 1)),
    1,
  )
  const through = (weights: Tensors, image: tf.Tensor) => {
    const named = renamed(weights, reversed(names))
    const levels = plannedUnetLevels(unet, named, image, (x) =>
      transunetTransformer(block, network.depth, weights, x),
    )
    return { named, levels }
  }
  return {
    parameters: {
      ...renamed(plannedUnetParameters(unet), names),
      ...transunetTransformerParameters(block, {
        depth: network.depth,
        tokens,
        channels: unet.widths.at(-1) ?? 1,
      }),
    },
    usesEncoder: false,
    taps: [],
    forward: ({ network: weights }, image) => {
      const { named, levels } = through(weights, image)
      return plannedUnetLogits(named, levels, 0)
    },
    train: ({ network: weights }, image) => {
      const { named, levels } = through(weights, image)
      return plannedUnetOutput(unet, named, levels)
    },
  }
}

const faults = (
  { width, heads, spacing }: Transunet,
  { encoder }: NetworkContext,
  field: string,
): readonly Fault[] => [
  ...(width % heads === 0
    ? []
    : [
        fault({
          what: `${heads} heads do not divide a width of ${width}`,
          where: { field: `${field}.heads` },
          expected: "heads that divide the width",
          hint: `use a width of ${Math.ceil(width / heads) * heads}`,
        }),
      ]),
  ...nnunetFaults("transunet", encoder.crop, spacing, field),
]

/**
 * 3-D TransUNet (Chen et al. 2023), encoder only, with the published code's layers and names, without
 * layer scale, dropout and ImageNet weights. The coarsest output, to which nnU-Net's loss gives no
 * weight, is left out.
 */
export default implementNetwork(transunetDefinition, { model, faults })
