import { evaluationMask } from "../../dsl/column.ts"
import type { Random } from "../random/random.ts"
import { shareOf } from "./share.ts"

/** Which positions are hidden in all modalities when reconstructions are measured: 1 = hidden. */
export const hiddenPositions = (positions: number, random: Random): Uint8Array => {
  const hidden = new Uint8Array(positions)
  const count = shareOf(evaluationMask.ratio, positions, 1, positions - 1)
  for (const position of random.permutation(positions).subarray(0, count)) hidden[position] = 1
  return hidden
}

/** A row again and again, as numbers of a tensor. */
export const repeated = (row: Uint8Array, length: number): Float32Array =>
  Float32Array.from({ length }, (_, place) => row[place % row.length]!)
