import type { Component } from "../../../dsl/component.ts"
import type { Values } from "../../../dsl/field.ts"
import { vitClassifier as vitClassifierDefinition } from "../../../dsl/networks/vitClassifier.ts"
import { tf } from "../../engine/index.ts"
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
  const tokens = encoder.embed(weights.encoder, image)
  if (pool === "mean") {
    const encoded = encoder.transform(weights.encoder, tokens).tokens
    return linearLayer(weight, "classification_head", tf.mean(encoded, 1))
  }
  const b = image.shape[0] ?? 1
  const own = tf.tile(weight("cls_token"), [b, 1, 1])
  const encoded = encoder.transform(weights.encoder, tf.concat([own, tokens], 1)).tokens
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

/**
 * The encoder and a linear layer, trained together (Dosovitskiy et al. 2021, section 3.1), as MONAI's
 * ViT with classification and no final tanh; or on the mean of all tokens.
 */
export default implementClassifier(vitClassifierDefinition, { model })
