import type { Component } from "../../../dsl/component.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { Values } from "../../../dsl/field.ts"
import { dmfnet as dmfnetDefinition } from "../../../dsl/networks/dmfnet.ts"
import { type Tensors, tf, type Triple, upsampleTrilinear } from "../../engine/index.ts"
import { type BatchNorms, fixedBatchNorms, trainingBatchNorms } from "../layers/batchNormLayer.ts"
import { implementNetwork, type NetworkContext, type SegmentationModel } from "../contract.ts"
import { convLayer, convParameters } from "../layers/convLayer.ts"
import {
  multiFiberBuffers,
  multiFiberParameters,
  type MultiFiberUnit,
  multiFiberUnit,
} from "../layers/multiFiberUnit.ts"
import { prefixed } from "../layers/names.ts"
import { heNormal, type Parameters } from "../layers/parameter.ts"

type Dmfnet = Component<"network", "dmfnet"> & Values<typeof dmfnetDefinition.fields>

type Units = Readonly<Record<string, MultiFiberUnit>>

/** The units of the encoder's stages after the first convolution, by name, and of the decoder's. */
const unitsOf = ({ features, channels, groups }: Dmfnet) => {
  const stage = (
    name: string,
    dilated: boolean,
    widths: readonly [number, number, number, number],
  ): Units =>
    Object.fromEntries(
      widths
        .slice(1)
        .map((outputs, index) => [
          `${name}.${index}.`,
          { inputs: widths[index] ?? 1, outputs, groups, stride: index === 0 ? 2 : 1, dilated },
        ]),
    )
  const decoder = (name: string, inputs: number, outputs: number): Units => ({
    [`${name}.`]: { inputs, outputs, groups, stride: 1, dilated: false },
  })
  const [wide, wider] = [2 * channels, 3 * channels]
  return {
    encoder: [
      stage("encoder_block2", true, [features, channels, channels, channels]),
      stage("encoder_block3", true, [channels, wide, wide, wide]),
      stage("encoder_block4", false, [wide, wider, wider, wide]),
    ],
    decoder: [
      decoder("decoder_block1", 2 * wide, wide),
      decoder("decoder_block2", wide + channels, channels),
      decoder("decoder_block3", channels + features, features),
    ],
  }
}

const ofUnits = (network: Dmfnet, of: (unit: MultiFiberUnit) => Parameters): Parameters => {
  const { encoder, decoder } = unitsOf(network)
  return Object.assign(
    {},
    ...[...encoder, ...decoder].flatMap((units) =>
      Object.entries(units).map(([name, unit]) => prefixed(name, of(unit))),
    ),
  )
}

const parameters = (network: Dmfnet, { channels, outputs }: NetworkContext): Parameters => {
  const { features } = network
  const init = heNormal(0)
  return {
    ...prefixed("encoder_block1.", convParameters([3, 3, 3], channels, features, { init })),
    ...ofUnits(network, multiFiberParameters),
    ...prefixed("seg.", convParameters([1, 1, 1], features, outputs, { init })),
  }
}

const forward = (
  network: Dmfnet,
  weights: Tensors,
  norms: BatchNorms,
  image: tf.Tensor,
): tf.Tensor => {
  const { encoder, decoder } = unitsOf(network)
  const through = (units: Units, x: tf.Tensor): tf.Tensor =>
    Object.entries(units).reduce(
      (y, [name, unit]) => multiFiberUnit(unit, weights, name, norms, y),
      x,
    )
  const encoded = [convLayer(weights, "encoder_block1.", image, [2, 2, 2])]
  for (const units of encoder) encoded.push(through(units, encoded.at(-1)!))
  const decoded = decoder.reduce(
    (x, units, index) =>
      through(units, tf.concat([encoded[2 - index]!, upsampleTrilinear(x, 2)], 4)),
    encoded[3]!,
  )
  return convLayer(weights, "seg.", upsampleTrilinear(decoded, 2))
}

const model = (network: Dmfnet, context: NetworkContext): SegmentationModel => ({
  parameters: parameters(network, context),
  buffers: ofUnits(network, multiFiberBuffers),
  usesEncoder: false,
  taps: [],
  forward: ({ network: weights }, image) =>
    forward(network, weights, fixedBatchNorms(weights), image),
  train: ({ network: weights }, image) => {
    const norms = trainingBatchNorms(weights)
    const logits = forward(network, weights, norms, image)
    return { scales: [{ logits, weight: 1 }], buffers: norms.buffers() }
  },
})

const unevenFaults = (network: Dmfnet, field: string): readonly Fault[] =>
  (["features", "channels"] as const).flatMap((name): readonly Fault[] => {
    const { [name]: width, groups } = network
    if (width % groups === 0) return []
    return [
      fault({
        what: `${groups} groups do not divide ${width} ${name}`,
        where: { field: `${field}.${name}` },
        expected: `a multiple of ${groups}`,
        hint: `use ${Math.ceil(width / groups) * groups}`,
      }),
    ]
  })

const cropFaults = (crop: Triple, field: string): readonly Fault[] => {
  const whole = crop.every((length) => length % 16 === 0)
  if (whole && crop.some((length) => length > 16)) return []
  const larger = crop.map((length) => Math.ceil(length / 16) * 16)
  return [
    fault({
      what: `dmfnet halves a crop of ${crop.join("x")} voxels four times`,
      where: { field },
      expected:
        "a crop that 16 divides along each axis, above 16 along one: batch norm needs several voxels",
      hint: `use a crop of ${(whole ? [32, 32, 32] : larger).join("x")}`,
    }),
  ]
}

const faults = (network: Dmfnet, { encoder }: NetworkContext, field: string): readonly Fault[] => [
  ...unevenFaults(network, field),
  ...cropFaults(encoder.crop, field),
]

/**
 * DMFNet (Chen et al. 2019) with the published code's layers and names, without its softmax.
 */
export default implementNetwork(dmfnetDefinition, { model, faults })
