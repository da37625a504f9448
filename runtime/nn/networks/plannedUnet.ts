import type { Tensors, tf, Triple } from "../../engine/index.ts"
import type { Scale, TrainingOutput } from "../contract.ts"
import { convLayer, convParameters } from "../layers/convLayer.ts"
import {
  basicBlock,
  basicBlockParameters,
  upBlock,
  upBlockParameters,
} from "../layers/dynunetBlock.ts"
import { prefixed } from "../layers/names.ts"
import { heNormal, type Parameters } from "../layers/parameter.ts"

/** A U-Net by nnU-Net's plan. Lists go from full resolution to the coarsest level. */
export interface PlannedUnet {
  readonly channels: number
  readonly outputs: number
  /** Channels of each level. */
  readonly widths: readonly number[]
  /** Stride into each level; 1 for the first. */
  readonly strides: readonly Triple[]
  /** Kernel of each level of the encoder, and of the decoder, which has one less. */
  readonly kernels: readonly Triple[]
  readonly upKernels: readonly Triple[]
  /** Shares in the loss of the decoder's levels that have an output. */
  readonly shares: readonly number[]
  /** Whether the convolutions of the blocks, and the outputs, have biases. */
  readonly bias: { readonly block: boolean; readonly output: boolean }
}

/** The block of a level: MONAI's names. */
const levelName = (level: number, levels: number): string =>
  level === 0 ? "input_block." : level === levels - 1 ? "bottleneck." : `downsamples.${level - 1}.`

/** The block that ends in a level: MONAI counts upsamples from the coarsest. */
const upName = (level: number, levels: number): string => `upsamples.${levels - 2 - level}.`

/** The output of a level: the network's own at full resolution, heads below. */
const outputName = (level: number): string =>
  level === 0 ? "output_block.conv.conv." : `deep_supervision_heads.${level - 1}.conv.conv.`

/** Channels that double from level to level, up to a limit. */
export const doublingWidths = (
  levels: number,
  { features, maxFeatures }: { readonly features: number; readonly maxFeatures: number },
): readonly number[] =>
  Array.from({ length: levels }, (_, level) => Math.min(features * 2 ** level, maxFeatures))

/** Parameters under the names of MONAI's DynUNet. */
export const plannedUnetParameters = (unet: PlannedUnet): Parameters => {
  const { channels, outputs, widths, strides, kernels, upKernels, shares, bias } = unet
  const levels = widths.length
  const down = kernels.map((kernel, level) =>
    prefixed(
      levelName(level, levels),
      basicBlockParameters(kernel, widths[level - 1] ?? channels, widths[level]!, bias.block),
    ),
  )
  const up = upKernels.map((kernel, level) =>
    prefixed(
      upName(level, levels),
      upBlockParameters({
        kernel,
        stride: strides[level + 1]!,
        inputs: widths[level + 1]!,
        outputs: widths[level]!,
        bias: bias.block,
      }),
    ),
  )
  const outs = shares.map((_, level) =>
    prefixed(
      outputName(level),
      convParameters([1, 1, 1], widths[level]!, outputs, {
        bias: bias.output,
        init: heNormal(0.01),
      }),
    ),
  )
  return Object.assign({}, ...down, ...up.toReversed(), ...outs)
}

/**
 * What the decoder makes of an image at each level but the coarsest, which `bottleneck` may change on
 * the way.
 */
export const plannedUnetLevels = (
  { strides }: PlannedUnet,
  weights: Tensors,
  image: tf.Tensor,
  bottleneck: (x: tf.Tensor) => tf.Tensor = (x) => x,
): readonly tf.Tensor[] => {
  const levels = strides.length
  const encoded: tf.Tensor[] = []
  for (const [level, stride] of strides.entries())
    encoded.push(basicBlock(weights, levelName(level, levels), encoded[level - 1] ?? image, stride))
  const decoded: tf.Tensor[] = []
  for (let level = levels - 2; level >= 0; level--) {
    const coarser = decoded[0] ?? bottleneck(encoded[level + 1]!)
    decoded.unshift(upBlock(weights, upName(level, levels), coarser, encoded[level]!))
  }
  return decoded
}

/** Logits of a level of the decoder. */
export const plannedUnetLogits = (
  weights: Tensors,
  levels: readonly tf.Tensor[],
  level: number,
): tf.Tensor => convLayer(weights, outputName(level), levels[level]!)

/** Logits of every level that has a share in the loss. */
export const plannedUnetOutput = (
  { shares }: PlannedUnet,
  weights: Tensors,
  levels: readonly tf.Tensor[],
): TrainingOutput => {
  const scale = (level: number): Scale => ({
    logits: plannedUnetLogits(weights, levels, level),
    weight: shares[level] ?? 0,
  })
  return {
    scales: [scale(0), ...shares.slice(1).map((_, index) => scale(index + 1))],
    buffers: {},
  }
}
