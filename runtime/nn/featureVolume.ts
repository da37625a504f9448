import { tf } from "../engine/index.ts"
import type { Encoded, EncoderModel, Level } from "./encoderContract.ts"

/** Tokens of one grid as a volume [b, d, h, w, width]; tokens per modality by their mean. */
export const volumeOf = (
  encoder: EncoderModel,
  tokens: tf.Tensor,
  { grid, width }: Level,
): tf.Tensor => tf.reshape(encoder.positions(tokens), [-1, ...grid, width])

/** What a level puts out, counted from 1, as a volume [b, d, h, w, width]. */
export const levelVolume = (encoder: EncoderModel, encoded: Encoded, number: number): tf.Tensor => {
  const level = encoder.levels[number - 1]
  if (level === undefined) throw new Error(`the encoder has no level ${number}`)
  return volumeOf(encoder, encoded.level(number), level)
}
