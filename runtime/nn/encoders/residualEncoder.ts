import type { Component } from "../../../dsl/component.ts"
import { residualEncoder as residualEncoderDefinition } from "../../../dsl/encoders/residualEncoder.ts"
import type { Values } from "../../../dsl/field.ts"
import { avgPool3d, leakyRelu, type Tensors, tf } from "../../engine/index.ts"
import { implementEncoder } from "../encoderContract.ts"
import { hierarchicalEncoder } from "../hierarchicalEncoder.ts"
import { convLayer, convParameters } from "../layers/convLayer.ts"
import { affineParameters, instanceNormLayer } from "../layers/instanceNormLayer.ts"
import { prefixed } from "../layers/names.ts"
import { heNormal, type Parameters, zeros } from "../layers/parameter.ts"

type ResidualEncoder = Component<"encoder", "residualEncoder"> &
  Values<typeof residualEncoderDefinition.fields>

/** nnU-Net's leaky ReLU, and its initialisation for it. */
const slope = 0.01
const init = heNormal(slope)

/** A residual block of a stage: BasicBlockD of dynamic_network_architectures. */
interface Block {
  readonly prefix: string
  readonly inputs: number
  readonly outputs: number
  readonly stride: 1 | 2
}

const blocksOf = (encoder: ResidualEncoder): readonly (readonly Block[])[] => {
  const widths = residualEncoderDefinition.levels(encoder).map(({ width }) => width)
  return widths.map((width, stage) =>
    Array.from(
      { length: encoder.blocks[stage] ?? encoder.blocks.at(-1) ?? 1 },
      (_, block): Block => ({
        prefix: `stages.${stage}.blocks.${block}.`,
        inputs: block === 0 ? (widths[stage - 1] ?? encoder.features) : width,
        outputs: width,
        stride: stage > 0 && block === 0 ? 2 : 1,
      }),
    ),
  )
}

const convNormParameters = (kernel: 1 | 3, inputs: number, outputs: number): Parameters => ({
  ...prefixed(
    "conv.",
    convParameters([kernel, kernel, kernel], inputs, outputs, { bias: kernel === 3, init }),
  ),
  ...prefixed("norm.", affineParameters(outputs)),
})

/** The projection beside a block whose channels change, after the pooling of one that is strided. */
const projectionName = ({ prefix, stride }: Block): string => `${prefix}skip.${stride - 1}.`

const blockParameters = (block: Block): Parameters => {
  const { prefix, inputs, outputs } = block
  return {
    ...prefixed(`${prefix}conv1.`, convNormParameters(3, inputs, outputs)),
    ...prefixed(`${prefix}conv2.`, convNormParameters(3, outputs, outputs)),
    // Zero at first, so that a block begins as the identity (init_last_bn_before_add_to_0).
    [`${prefix}conv2.norm.weight`]: { shape: [outputs], init: zeros },
    ...(inputs === outputs
      ? {}
      : prefixed(projectionName(block), convNormParameters(1, inputs, outputs))),
  }
}

const convNorm = (weights: Tensors, prefix: string, x: tf.Tensor, stride: 1 | 2): tf.Tensor =>
  instanceNormLayer(
    weights,
    `${prefix}norm.`,
    convLayer(weights, `${prefix}conv.`, x, [stride, stride, stride]),
  )

/** Two convolutions beside the identity, which is pooled and projected where it has to be. */
const residual = (weights: Tensors, block: Block, x: tf.Tensor): tf.Tensor => {
  const { prefix, inputs, outputs, stride } = block
  const inner = leakyRelu(convNorm(weights, `${prefix}conv1.`, x, stride), slope)
  const pooled = stride === 1 ? x : avgPool3d(x, 2)
  const beside = inputs === outputs ? pooled : convNorm(weights, projectionName(block), pooled, 1)
  return leakyRelu(tf.add(convNorm(weights, `${prefix}conv2.`, inner, 1), beside), slope)
}

/**
 * The encoder of nnU-Net's ResEnc U-Nets (Isensee et al. 2024): a convolution to `features` channels,
 * then stages of residual blocks, with the names of dynamic_network_architectures' ResidualEncoder.
 * Kernels are 3^3 and strides 2^3 in every stage.
 */
export default implementEncoder(residualEncoderDefinition, {
  model: (encoder, channels) => {
    const stages = blocksOf(encoder)
    const stem = "stem.convs.0."
    return hierarchicalEncoder({
      encoder,
      channels,
      levels: residualEncoderDefinition.levels(encoder),
      parameters: {
        ...prefixed(stem, convNormParameters(3, channels, encoder.features)),
        ...Object.assign({}, ...stages.flat().map(blockParameters)),
      },
      forward: (weights, image) => {
        const levels: tf.Tensor[] = []
        for (const blocks of stages)
          levels.push(
            blocks.reduce(
              (x, block) => residual(weights, block, x),
              levels.at(-1) ?? leakyRelu(convNorm(weights, stem, image, 1), slope),
            ),
          )
        return levels
      },
    })
  },
})
