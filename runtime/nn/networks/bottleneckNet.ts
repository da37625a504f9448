import { type Tensors, tf } from "../../engine/index.ts"
import { type BatchNorms, fixedBatchNorms, trainingBatchNorms } from "../layers/batchNormLayer.ts"
import type { ClassifierModel } from "../contract.ts"
import { type ConvNorm, convNorm, convNormBuffers, convNormParameters } from "../layers/convNorm.ts"
import { linearLayer, linearParameters } from "../layers/linearLayer.ts"
import { prefixed } from "../layers/names.ts"
import { type Parameters, zeros } from "../layers/parameter.ts"
import { squeezeExcitation, squeezeParameters } from "../layers/squeezeExcitation.ts"
import { weightsAt } from "../layers/weights.ts"

/** A residual block of three convolutions (He et al. 2016, figure 5). */
export interface Bottleneck {
  readonly main: readonly ConvNorm[]
  /** Where the shape changes. */
  readonly shortcut: ConvNorm | undefined
  /** Squeeze and excitation before the sum. */
  readonly squeeze: { readonly prefix: string; readonly reduction: number } | undefined
}

/** A network of bottlenecks for classification. */
export interface BottleneckNet {
  readonly stem: ConvNorm
  readonly pool: (x: tf.Tensor) => tf.Tensor
  readonly blocks: readonly Bottleneck[]
  /** Name of the linear layer. */
  readonly last: string
  readonly outputs: number
}

/** Channels of a bottleneck's output over those of its middle. */
const expansion = 4

/** The four stages' bottlenecks, made one by one. */
export const stagesOf = (
  features: number,
  blocks: readonly number[],
  make: (
    name: string,
    inputs: number,
    middle: number,
    outputs: number,
    stride: 1 | 2,
  ) => Bottleneck,
): readonly Bottleneck[] => {
  let inputs = features
  return blocks.flatMap((count, stage) => {
    const middle = features * 2 ** stage
    const outputs = expansion * middle
    return Array.from({ length: count }, (_, index) => {
      const block = make(
        `layer${stage + 1}.${index}.`,
        inputs,
        middle,
        outputs,
        index === 0 && stage > 0 ? 2 : 1,
      )
      inputs = outputs
      return block
    })
  })
}

const layersOf = ({ stem, blocks }: BottleneckNet): readonly ConvNorm[] => [
  stem,
  ...blocks.flatMap(({ main, shortcut }) => (shortcut === undefined ? main : [...main, shortcut])),
]

const outputsOf = ({ main }: Bottleneck): number => main.at(-1)?.outputs ?? 1

/** Parameters of a linear layer whose bias begins at zero. */
export const outputParameters = (inputs: number, outputs: number): Parameters => ({
  ...linearParameters(inputs, outputs),
  bias: { shape: [outputs], init: zeros },
})

const parameters = (net: BottleneckNet): Parameters => {
  const squeezes = net.blocks.map((block): Parameters =>
    block.squeeze === undefined
      ? {}
      : prefixed(
          block.squeeze.prefix,
          squeezeParameters(outputsOf(block), block.squeeze.reduction),
        ),
  )
  const width = outputsOf(
    net.blocks.at(-1) ?? { main: [net.stem], shortcut: undefined, squeeze: undefined },
  )
  return {
    ...Object.assign({}, ...layersOf(net).map(convNormParameters), ...squeezes),
    ...prefixed(`${net.last}.`, outputParameters(width, net.outputs)),
  }
}

const forward = (
  net: BottleneckNet,
  weights: Tensors,
  norms: BatchNorms,
  image: tf.Tensor,
): tf.Tensor => {
  const bottleneck = (x: tf.Tensor, { main, shortcut, squeeze }: Bottleneck): tf.Tensor => {
    const inner = main.reduce((y, layer, index) => {
      const normal = convNorm(weights, norms, layer, y)
      return index < main.length - 1 ? tf.relu(normal) : normal
    }, x)
    const scaled = squeeze === undefined ? inner : squeezeExcitation(weights, squeeze.prefix, inner)
    return tf.relu(
      tf.add(scaled, shortcut === undefined ? x : convNorm(weights, norms, shortcut, x)),
    )
  }
  const stem = net.pool(tf.relu(convNorm(weights, norms, net.stem, image)))
  const features = tf.mean(net.blocks.reduce(bottleneck, stem), [1, 2, 3])
  return linearLayer(weightsAt(weights), net.last, features)
}

/** The classifier that a network of bottlenecks is. */
export const bottleneckClassifier = (net: BottleneckNet): ClassifierModel => ({
  parameters: parameters(net),
  buffers: Object.assign({}, ...layersOf(net).map(convNormBuffers)),
  usesEncoder: false,
  forward: ({ network }, image) => forward(net, network, fixedBatchNorms(network), image),
  train: ({ network }, image) => {
    const norms = trainingBatchNorms(network)
    const logits = forward(net, network, norms, image)
    return { logits, buffers: norms.buffers() }
  },
})
