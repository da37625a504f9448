import type { Component } from "../../../dsl/component.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { Values } from "../../../dsl/field.ts"
import { unetDecoder as unetDecoderDefinition } from "../../../dsl/networks/unetDecoder.ts"
import type { Triple, tf } from "../../engine/index.ts"
import {
  implementNetwork,
  type NetworkContext,
  type NetworkWeights,
  type SegmentationModel,
} from "../contract.ts"
import type { EncoderModel } from "../encoderContract.ts"
import { levelVolume } from "../featureVolume.ts"
import { convLayer, convParameters } from "../layers/convLayer.ts"
import { prefixed } from "../layers/names.ts"
import type { Parameters } from "../layers/parameter.ts"
import { residualBlock, residualBlockParameters } from "../layers/residualBlock.ts"
import { unetrUpBlock, unetrUpBlockParameters } from "../layers/unetrUpBlock.ts"

type UnetDecoder = Component<"network", "unetDecoder"> & Values<typeof unetDecoderDefinition.fields>

/** A resolution of the decoder, finest first: a level of the encoder, or the image itself. */
interface Resolution {
  /** Level of the encoder, counted from 1; 0 is the image. */
  readonly level: number
  readonly grid: Triple
  /** Channels of the features there. */
  readonly inputs: number
  /** Channels of the decoder there. */
  readonly width: number
}

const isFiner = (a: Triple, b: Triple): boolean => a.some((length, axis) => length > (b[axis] ?? 0))

/** Full resolution, and the last level of each grid. */
const resolutionsOf = (
  { features }: UnetDecoder,
  { crop, channels, levels }: EncoderModel,
): readonly Resolution[] => {
  const own = levels.flatMap(({ grid, width }, index): Resolution[] => {
    const next = levels[index + 1]
    return next !== undefined && !isFiner(grid, next.grid)
      ? []
      : [{ level: index + 1, grid, inputs: width, width }]
  })
  const image = { level: 0, grid: crop, inputs: channels, width: features }
  return own[0] !== undefined && isFiner(crop, own[0].grid) ? [image, ...own] : own
}

const strideBetween = (fine: Triple, coarse: Triple): Triple => [
  fine[0] / coarse[0],
  fine[1] / coarse[1],
  fine[2] / coarse[2],
]

/** The residual block beside a level; its number is that of MONAI's SwinUNETR, whose image is 1. */
const skipName = (level: number): string => `encoder${level + 1}.layer.`
const upName = (level: number): string => `decoder${level + 1}.`

const parameters = (resolutions: readonly Resolution[], outputs: number): Parameters => {
  const skips = resolutions.map(({ level, inputs, width }) =>
    prefixed(skipName(level), residualBlockParameters(inputs, width)),
  )
  const ups = resolutions.slice(0, -1).map(({ level, grid, width }, index) => {
    const coarser = resolutions[index + 1]!
    const stride = strideBetween(grid, coarser.grid)
    return prefixed(upName(level), unetrUpBlockParameters(stride, coarser.width, width))
  })
  const finest = resolutions[0]?.width ?? 0
  return {
    ...Object.assign({}, ...skips, ...ups),
    ...prefixed("out.conv.conv.", convParameters([1, 1, 1], finest, outputs, { bias: true })),
  }
}

const forward = (
  encoder: EncoderModel,
  resolutions: readonly Resolution[],
  { encoder: encoderWeights, network: weights }: NetworkWeights,
  image: tf.Tensor,
): tf.Tensor => {
  const encoded = encoder.encode(encoderWeights, image)
  const skips = resolutions.map(({ level }) => {
    const features = level === 0 ? image : levelVolume(encoder, encoded, level)
    return residualBlock(weights, skipName(level), features)
  })
  const decoded = skips.reduceRight((coarser, skip, index) =>
    unetrUpBlock(weights, upName(resolutions[index]!.level), coarser, skip),
  )
  return convLayer(weights, "out.conv.conv.", decoded)
}

const model = (network: UnetDecoder, { encoder, outputs }: NetworkContext): SegmentationModel => {
  const resolutions = resolutionsOf(network, encoder)
  return {
    parameters: parameters(resolutions, outputs),
    usesEncoder: true,
    taps: resolutions.map(({ level }) => level).filter((level) => level > 0),
    forward: (weights, image) => forward(encoder, resolutions, weights, image),
  }
}

const faults = (
  network: UnetDecoder,
  { encoder }: NetworkContext,
  field: string,
): readonly Fault[] => {
  const grids = [...new Set(encoder.levels.map(({ grid }) => grid.join("x")))]
  if (grids.length < 2)
    return [
      fault({
        what: `unetDecoder reads levels of several resolutions, but the encoder's are all of ${grids.join("")}`,
        where: { field },
        expected: "an encoder whose levels differ in resolution, such as residualEncoder",
        hint: "use unetr(), which reads layers of one grid",
      }),
    ]
  const resolutions = resolutionsOf(network, encoder)
  return resolutions.slice(1).flatMap((coarse, index): readonly Fault[] => {
    const fine = resolutions[index]!
    return strideBetween(fine.grid, coarse.grid).every(Number.isInteger)
      ? []
      : [
          fault({
            what: `unetDecoder cannot upsample ${coarse.grid.join("x")} positions to ${fine.grid.join("x")}`,
            where: { field },
            expected:
              "levels of which each is finer than the next by a whole number along each axis",
            hint: "give the encoder's definition other strides",
          }),
        ]
  })
}

/**
 * The decoder of Swin UNETR (Hatamizadeh et al. 2022) from MONAI's blocks: a residual block beside each
 * level and beside the image, and up the decoder at each level a transposed convolution, the level
 * beside it, a residual block. MONAI has no block beside the last level but one; here each has its own.
 */
export default implementNetwork(unetDecoderDefinition, { model, faults })
