import type { Precision } from "../../dsl/precision.ts"
import type { Card } from "./cards.ts"
import type { Traffic } from "./traffic.ts"

/**
 * Below which share of its peaks a card is not expected to stay, in products and in moving bytes:
 * assumed, until a ledger or `npm run bench:gpu` knows better.
 */
const attained = 1 / 3
/** Seconds to launch an operation that is a kernel of its own; assumed. */
const launch = 5e-6

/**
 * Seconds of a step on a card by its roofline (Williams, Waterman and Patterson 2009), at best and at
 * worst: at its peaks with products and moving bytes at the same time and all else fused; and at a third
 * of them, one after the other, nothing fused and each operation launched. Without waiting for data; null
 * where the card does not compute in the precision.
 */
export const roofline = (
  { peak, bandwidth }: Card,
  precision: Precision,
  { flops, least, most, operations }: Traffic & { readonly flops: number },
): readonly [best: number, worst: number] | null => {
  const speed = peak[precision]
  if (speed === null) return null
  return [
    Math.max(flops / speed, least / bandwidth),
    flops / (attained * speed) + most / (attained * bandwidth) + operations * launch,
  ]
}
