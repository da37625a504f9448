import type { Arrays, TensorSpecs } from "../engine/index.ts"
import type { Random } from "../random/random.ts"
import type { Given } from "./contract.ts"
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

/** Visible, then masked tokens, each in order, and for each token its place in that row. */
const placesOf = (shown: ArrayLike<number>, hidden: ArrayLike<number>): Int32Array => {
  const restore = new Int32Array(shown.length + hidden.length)
  for (let place = 0; place < shown.length; place++) restore[shown[place]!] = place
  for (let place = 0; place < hidden.length; place++) restore[hidden[place]!] = shown.length + place
  return restore
}

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
    restore.set(placesOf(shown, hidden), sample * tokens)
  }
  return { visible: visibleIds, masked: maskedIds, restore }
}

/** The inputs that mask the tokens of hidden positions (1 = hidden) in every sample. */
export const givenTokens = (batch: number, tokens: number, hidden: Uint8Array): Given => {
  const all = Int32Array.from({ length: tokens }, (_, token) => token)
  const isHidden = (token: number): boolean => hidden[token % hidden.length] === 1
  const masked = all.filter(isHidden)
  const visible = all.filter((token) => !isHidden(token))
  const restore = placesOf(visible, masked)
  const repeated = (row: Int32Array): Int32Array =>
    Int32Array.from({ length: batch * row.length }, (_, place) => row[place % row.length]!)
  return {
    inputs: tokenInputs(batch, tokens, masked.length),
    values: { visible: repeated(visible), masked: repeated(masked), restore: repeated(restore) },
  }
}
