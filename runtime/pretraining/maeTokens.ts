import type { Arrays, TensorSpecs } from "../engine/index.ts"
import type { Random } from "../random/random.ts"
import { shareOf } from "./share.ts"

/** Tokens masked out of all: the share given, rounded, at least one and not all. */
export const maskedTokens = (ratio: number, tokens: number): number =>
  shareOf(ratio, tokens, 1, tokens - 1)

/**
 * Inputs of MAE: indices of the visible and of the masked tokens of each sample; and for each token
 * its place in the row of visible, then masked ones.
 */
export const tokenInputs = (batch: number, tokens: number, masked: number): TensorSpecs => ({
  visible: { shape: [batch, tokens - masked], dtype: "int32" },
  masked: { shape: [batch, masked], dtype: "int32" },
  restore: { shape: [batch, tokens], dtype: "int32" },
})

/** Draws the inputs: each sample at its own address, each subset in the order of tokens. */
export const drawTokens = (
  batch: number,
  tokens: number,
  masked: number,
  random: Random,
): Arrays => {
  const visibleIds = new Int32Array(batch * (tokens - masked))
  const maskedIds = new Int32Array(batch * masked)
  const restore = new Int32Array(batch * tokens)
  for (let sample = 0; sample < batch; sample++) {
    const order = random.at(sample).permutation(tokens)
    const hidden = order.slice(0, masked).toSorted()
    const shown = order.slice(masked).toSorted()
    visibleIds.set(shown, sample * shown.length)
    maskedIds.set(hidden, sample * hidden.length)
    shown.forEach((token, place) => (restore[sample * tokens + token] = place))
    hidden.forEach((token, place) => (restore[sample * tokens + token] = shown.length + place))
  }
  return { visible: visibleIds, masked: maskedIds, restore }
}
