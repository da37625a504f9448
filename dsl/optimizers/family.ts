import { Schema } from "effect"
import { componentOf, family, type Component } from "../component.ts"
import { defaulted, NonNegative, Positive } from "../field.ts"

/** An optimiser: how weights follow their gradients, at a learning rate that a schedule sets. */
export type Optimizer = Component<"optimizer"> & {
  readonly lr: number
  readonly warmup: number
  readonly schedule: "cosine" | "constant" | "poly"
  /** Exponent of the schedule "poly". */
  readonly power?: number
  readonly clip: number | null
}

export const AnyOptimizer = componentOf<Optimizer>("optimizer")

/**
 * Declares an optimiser from its fields and the module that computes its updates. Its fields include
 * `lr`, `warmup`, `schedule` and `clip`: spread `scheduleFields`, and give `lr`.
 */
export const defineOptimizer = family("optimizer")

/** Fields that every optimiser has besides `lr`, as Adam has them. */
export const scheduleFields = {
  warmup: defaulted(NonNegative, 0, "Epochs of linear warm-up.", "none unless stated"),
  schedule: defaulted(
    Schema.Literals(["cosine", "constant"]),
    "cosine",
    "Learning rate after the warm-up: to zero along a half cosine, or constant.",
    "paper III-C",
  ),
  clip: defaulted(
    Schema.NullOr(Positive),
    null,
    "Largest global norm of the gradients; null does not clip.",
    "the paper names none",
  ),
}
