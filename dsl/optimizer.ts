import { Schema } from "effect"
import { componentOf, family, type Component } from "./component.ts"
import { defaulted, NonNegative, Positive, Ratio, required } from "./field.ts"

export type Optimizer = Component<"optimizer"> & {
  readonly lr: number
  readonly weightDecay: number
  readonly betas: readonly [number, number]
  readonly epsilon: number
  readonly warmup: number
  readonly schedule: "cosine" | "constant"
  readonly clip: number | null
}

export const AnyOptimizer = componentOf<Optimizer>("optimizer")

const shared = {
  betas: defaulted(
    Schema.Tuple([Ratio, Ratio]),
    [0.9, 0.999],
    "Decay of the two moments.",
    "PyTorch Adam",
  ),
  epsilon: defaulted(Positive, 1e-8, "Added to the root of the second moment.", "PyTorch Adam"),
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

const defineOptimizer = family("optimizer")

/** Adam with decoupled weight decay (AdamW, Loshchilov & Hutter 2019), warm-up and schedule. */
export const adam = defineOptimizer({
  kind: "adam",
  doc: "Adam with decoupled weight decay.",
  implementation: "ablate:training/optimizer",
  fields: {
    lr: required(Positive, "Peak learning rate."),
    weightDecay: defaulted(NonNegative, 0, "Decoupled weight decay.", "none unless stated"),
    ...shared,
  },
})

export const optimizerDefinitions = [adam]
