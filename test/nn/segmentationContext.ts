import type { Extent } from "../../dsl/field.ts"
import { vit } from "../../dsl/encoder.ts"
import type { NetworkContext } from "../../runtime/nn/contract.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"

/** A context for a network that takes no more than the crop from the encoder. */
export const contextOf = (crop: Extent, channels: number, outputs: number): NetworkContext => ({
  encoder: vitModule.model(vit({ crop, patch: crop, width: 6, depth: 1, heads: 1 }), channels),
  channels,
  outputs,
})
