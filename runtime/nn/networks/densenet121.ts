import type { Component } from "../../../dsl/component.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { Values } from "../../../dsl/field.ts"
import { densenet121 as densenet121Definition } from "../../../dsl/networks/densenet121.ts"
import { avgPool3d, maxPool3d, type Tensors, tf } from "../../engine/index.ts"
import {
  type BatchNorms,
  batchNormBuffers,
  fixedBatchNorms,
  trainingBatchNorms,
} from "../layers/batchNormLayer.ts"
import { outputParameters } from "./bottleneckNet.ts"
import { type ClassifierModel, implementClassifier, type NetworkContext } from "../contract.ts"
import { convLayer, convParameters } from "../layers/convLayer.ts"
import { affineParameters } from "../layers/instanceNormLayer.ts"
import { linearLayer } from "../layers/linearLayer.ts"
import { prefixed } from "../layers/names.ts"
import { heNormal, type Parameters } from "../layers/parameter.ts"
import { weightsAt } from "../layers/weights.ts"

type Densenet121 = Component<"network", "densenet121"> & Values<typeof densenet121Definition.fields>

/** Channels of a layer's first convolution over the growth. */
const bottleneck = 4

interface Layer {
  readonly name: string
  readonly inputs: number
}

/** Where the network's channels stand: each layer's inputs, and each transition's. */
const planOf = ({ features, growth, blocks }: Densenet121) => {
  let width = features
  const made = blocks.map((count, block) => {
    const layers = Array.from({ length: count }, (_, index): Layer => ({
      name: `features.denseblock${block + 1}.denselayer${index + 1}.layers.`,
      inputs: width + index * growth,
    }))
    const grown = width + count * growth
    const last = block === blocks.length - 1
    width = last ? grown : Math.floor(grown / 2)
    const transition = { name: `features.transition${block + 1}.`, inputs: grown, outputs: width }
    return { layers, transition: last ? undefined : transition }
  })
  return { blocks: made, width }
}

/** Names and channels of every batch norm. */
const normsOf = (network: Densenet121): readonly (readonly [string, number])[] => {
  const { blocks, width } = planOf(network)
  return [
    ["features.norm0.", network.features],
    ...blocks.flatMap(({ layers, transition }): readonly (readonly [string, number])[] => [
      ...layers.flatMap(({ name, inputs }): readonly (readonly [string, number])[] => [
        [`${name}norm1.`, inputs],
        [`${name}norm2.`, bottleneck * network.growth],
      ]),
      ...(transition === undefined
        ? []
        : [[`${transition.name}norm.`, transition.inputs] as const]),
    ]),
    ["features.norm5.", width],
  ]
}

const conv = (kernel: number, inputs: number, outputs: number): Parameters =>
  convParameters([kernel, kernel, kernel], inputs, outputs, { init: heNormal(0) })

const parameters = (network: Densenet121, { channels, outputs }: NetworkContext): Parameters => {
  const { features, growth } = network
  const { blocks, width } = planOf(network)
  const wide = bottleneck * growth
  const convs = blocks.flatMap(({ layers, transition }): readonly Parameters[] => [
    ...layers.map(({ name, inputs }) => ({
      ...prefixed(`${name}conv1.`, conv(1, inputs, wide)),
      ...prefixed(`${name}conv2.`, conv(3, wide, growth)),
    })),
    transition === undefined
      ? {}
      : prefixed(`${transition.name}conv.`, conv(1, transition.inputs, transition.outputs)),
  ])
  const norms = normsOf(network).map(([name, size]) => prefixed(name, affineParameters(size)))
  return {
    ...prefixed("features.conv0.", conv(7, channels, features)),
    ...Object.assign({}, ...convs, ...norms),
    ...prefixed("class_layers.out.", outputParameters(width, outputs)),
  }
}

const forward = (
  network: Densenet121,
  weights: Tensors,
  norms: BatchNorms,
  image: tf.Tensor,
): tf.Tensor => {
  const { blocks } = planOf(network)
  const active = (name: string, x: tf.Tensor): tf.Tensor => tf.relu(norms.apply(name, x))
  const grown = (x: tf.Tensor, { name }: Layer): tf.Tensor => {
    const narrow = convLayer(weights, `${name}conv1.`, active(`${name}norm1.`, x))
    const added = convLayer(weights, `${name}conv2.`, active(`${name}norm2.`, narrow))
    return tf.concat([x, added], 4)
  }
  const stem = convLayer(weights, "features.conv0.", image, [2, 2, 2])
  const pooled = maxPool3d(active("features.norm0.", stem), 3, { stride: 2, padding: 1 })
  const dense = blocks.reduce((x, { layers, transition }) => {
    const y = layers.reduce(grown, x)
    if (transition === undefined) return y
    const { name } = transition
    return avgPool3d(convLayer(weights, `${name}conv.`, active(`${name}norm.`, y)), 2)
  }, pooled)
  const features = tf.mean(active("features.norm5.", dense), [1, 2, 3])
  return linearLayer(weightsAt(weights), "class_layers.out", features)
}

const model = (network: Densenet121, context: NetworkContext): ClassifierModel => ({
  parameters: parameters(network, context),
  buffers: Object.assign(
    {},
    ...normsOf(network).map(([name, size]) => prefixed(name, batchNormBuffers(size))),
  ),
  usesEncoder: false,
  forward: ({ network: weights }, image) =>
    forward(network, weights, fixedBatchNorms(weights), image),
  train: ({ network: weights }, image) => {
    const norms = trainingBatchNorms(weights)
    const logits = forward(network, weights, norms, image)
    return { logits, buffers: norms.buffers() }
  },
})

/** Shortest axis that the stem's two halvings and the three transitions' leave a voxel of. */
const smallest = 29

const faults = (
  _: Densenet121,
  { encoder: { crop } }: NetworkContext,
  field: string,
): readonly Fault[] =>
  crop.every((length) => length >= smallest)
    ? []
    : [
        fault({
          what: `densenet121 halves a crop of ${crop.join("x")} voxels below one voxel`,
          where: { field },
          expected: `a crop of at least ${smallest} voxels along each axis`,
          hint: "use a crop of 32",
        }),
      ]

/** DenseNet-121 (Huang et al. 2017) in 3-D as MONAI builds it: the same layers and names. */
export default implementClassifier(densenet121Definition, { model, faults })
