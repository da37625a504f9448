import type { TensorSpec } from "../engine/index.ts"
import type { EncoderModel } from "./encoderContract.ts"

/** The image input of a program: [batch, c, d, h, w], the order of volumes in memory. */
export const imageSpec = (
  { channels, crop }: Pick<EncoderModel, "channels" | "crop">,
  batch: number,
): { readonly image: TensorSpec } => ({
  image: { shape: [batch, channels, ...crop], dtype: "float32" },
})
