import { type Tensors, tf } from "../engine/index.ts"
import type { EncoderModel } from "../nn/contract.ts"
import { stripPrefix } from "../nn/layers/names.ts"
import { encoderPrefix } from "./contract.ts"

const normPrefix = `${encoderPrefix}norm.`

/**
 * One vector an image: the mean over tokens of what the last block puts out, before the last norm;
 * [b, width] from an image [b, d, h, w, c]. In place of a class token, as a ResNet's features are
 * pooled.
 */
export const pooledFeatures = (
  encoder: EncoderModel,
  weights: Tensors,
  image: tf.Tensor,
): tf.Tensor => {
  const own = stripPrefix(encoderPrefix, weights)
  return tf.mean(encoder.transform(own, encoder.embed(own, image)).layer(encoder.depth), 1)
}

/** Whether a parameter has a part in pooled features: all but the last norm, which stays as drawn. */
export const isPooled = (parameter: string): boolean => !parameter.startsWith(normPrefix)
