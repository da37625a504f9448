import type { Tensors, tf } from "../../engine/index.ts"

/** Reads weights by the rest of their names after a prefix. */
export const weightsAt =
  (weights: Tensors, prefix = "") =>
  (name: string): tf.Tensor => {
    const weight = weights[`${prefix}${name}`]
    if (weight === undefined) throw new Error(`there is no tensor ${prefix}${name}`)
    return weight
  }
