import { Schema } from "effect"
import { defaulted } from "./field.ts"
import { valueAt } from "./replace.ts"

export const precisions = ["float32", "tf32", "bfloat16"] as const

/** In which numbers the factors of products and convolutions are read. */
export type Precision = (typeof precisions)[number]

/**
 * Precision of the steps of a training. Weights, the optimiser's state, statistics of norms, losses and
 * sums are float32 in each; only devices that compute in it take a stage of another than float32.
 */
export const precision = defaulted(
  Schema.Literals(precisions),
  "float32",
  "Numbers that products and convolutions of a step read: `float32`; `tf32`, rounded to TensorFloat-32 (10 bits), on CUDA; `bfloat16` (7 bits), by XLA. Weights, sums, statistics, losses and measurements are float32.",
  "full precision unless stated",
  { before: "float32" },
)

/** The precision of a pre-training or task; components without the field train in float32. */
export const precisionOf = (component: object): Precision => {
  const value = valueAt(component, "precision")
  return precisions.find((each) => each === value) ?? "float32"
}
