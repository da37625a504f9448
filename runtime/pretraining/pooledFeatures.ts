import { type Tensors, tf } from "../engine/index.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"
import { stripPrefix } from "../nn/layers/names.ts"
import { encoderPrefix } from "./contract.ts"

/**
 * One vector an image: the mean over the positions of the last level, before the last norm; [b, width]
 * from an image [b, d, h, w, c]. A ViT has no class token here: its features are pooled as a ResNet's are.
 */
export const pooledFeatures = (
  encoder: EncoderModel,
  weights: Tensors,
  image: tf.Tensor,
): tf.Tensor => {
  const own = stripPrefix(encoderPrefix, weights)
  return tf.mean(encoder.encode(own, image).level(encoder.levels.length), 1)
}

/** Whether pooled features depend on a parameter: on all but the last norm, which stays as it was drawn. */
export const isPooled = (
  { lastNorm }: Pick<EncoderModel, "lastNorm">,
  parameter: string,
): boolean => lastNorm === undefined || !parameter.startsWith(`${encoderPrefix}${lastNorm}`)
