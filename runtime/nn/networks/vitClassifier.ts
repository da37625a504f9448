import type { Component } from "../../../dsl/component.ts"
import { fault, type Fault } from "../../../dsl/fault.ts"
import type { Values } from "../../../dsl/field.ts"
import { vitClassifier as vitClassifierDefinition } from "../../../dsl/networks/vitClassifier.ts"
import { tf } from "../../engine/index.ts"
import { transformerOf } from "../encoderContract.ts"
import {
  type ClassifierModel,
  implementClassifier,
  type NetworkContext,
  type NetworkWeights,
} from "../contract.ts"
import { linearLayer, linearParameters } from "../layers/linearLayer.ts"
import { prefixed } from "../layers/names.ts"
import { zeros } from "../layers/parameter.ts"
import { weightsAt } from "../layers/weights.ts"

type VitClassifier = Component<"network", "vitClassifier"> &
  Values<typeof vitClassifierDefinition.fields>

const forward = (
  { pool }: VitClassifier,
  { encoder }: NetworkContext,
  weights: NetworkWeights,
  image: tf.Tensor,
): tf.Tensor => {
  const weight = weightsAt(weights.network)
  if (pool === "mean") {
    const { tokens } = encoder.encode(weights.encoder, image)
    return linearLayer(weight, "classification_head", tf.mean(tokens, 1))
  }
  const { embed, transform } = transformerOf(encoder)
  const b = image.shape[0] ?? 1
  const own = tf.tile(weight("cls_token"), [b, 1, 1])
  const tokens = tf.concat([own, embed(weights.encoder, image)], 1)
  const encoded = transform(weights.encoder, tokens).tokens
  const first = tf.reshape(tf.slice(encoded, [0, 0, 0], [b, 1, encoder.width]), [b, encoder.width])
  return linearLayer(weight, "classification_head", first)
}

const model = (network: VitClassifier, context: NetworkContext): ClassifierModel => {
  const { width } = context.encoder
  return {
    parameters: {
      ...(network.pool === "token" ? { cls_token: { shape: [1, 1, width], init: zeros } } : {}),
      ...prefixed("classification_head.", linearParameters(width, context.outputs)),
    },
    buffers: {},
    usesEncoder: true,
    forward: (weights, image) => forward(network, context, weights, image),
    train: (weights, image) => ({
      logits: forward(network, context, weights, image),
      buffers: {},
    }),
  }
}

const faults = (
  { pool }: VitClassifier,
  { encoder }: NetworkContext,
  field: string,
): readonly Fault[] =>
  pool === "mean" || encoder.transformer !== undefined
    ? []
    : [
        fault({
          what: "the encoder takes no token of its own beside those of the image",
          where: { field: `${field}.pool` },
          expected: 'a transformer such as vit, or the pool "mean"',
          hint: 'use vitClassifier({ pool: "mean" })',
        }),
      ]

/**
 * The encoder and a linear layer, trained together (Dosovitskiy et al. 2021, section 3.1), as MONAI's
 * ViT with classification and no final tanh; or on the mean of all tokens.
 */
export default implementClassifier(vitClassifierDefinition, { model, faults })
