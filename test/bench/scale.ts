import { vit } from "../../dsl/encoder.ts"

/** Modalities of BraTS. */
export const channels = 4

/** The paper's encoder: ViT-B on crops of 96^3, or a toy of as many layers. */
export const encoderAt = (small: boolean) =>
  small
    ? vit({ crop: 32, patch: 16, width: 48, depth: 12, heads: 4 })
    : vit({ crop: 96, patch: 16, width: 768, depth: 12, heads: 12 })

/** What the peer is told about the encoder. */
export const encoderOptions = (small: boolean) => {
  const { crop, patch, width, depth, heads } = encoderAt(small)
  return { crop, patch, width, depth, heads, channels }
}
