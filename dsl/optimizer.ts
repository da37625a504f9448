import { Schema } from "effect"
import { componentOf, family, type Component } from "./component.ts"
import { defaulted, NonNegative, Positive, Ratio, required } from "./field.ts"

export type Optimizer = Component<"optimizer"> & {
  readonly lr: number
  readonly weightDecay: number
  readonly warmup: number
  readonly schedule: "cosine" | "constant" | "poly"
  /** Of the schedule "poly". */
  readonly power?: number
  readonly clip: number | null
}

export const AnyOptimizer = componentOf<Optimizer>("optimizer")

const warmup = defaulted(NonNegative, 0, "Epochs of linear warm-up.", "none unless stated")

const defineOptimizer = family("optimizer")

/** Adam with decoupled weight decay (AdamW, Loshchilov & Hutter 2019), warm-up and schedule. */
export const adam = defineOptimizer({
  kind: "adam",
  doc: "Adam with decoupled weight decay.",
  implementation: "ablate:training/optimizer",
  fields: {
    lr: required(Positive, "Peak learning rate."),
    weightDecay: defaulted(NonNegative, 0, "Decoupled weight decay.", "none unless stated"),
    betas: defaulted(
      Schema.Tuple([Ratio, Ratio]),
      [0.9, 0.999],
      "Decay of the two moments.",
      "PyTorch Adam",
    ),
    epsilon: defaulted(Positive, 1e-8, "Added to the root of the second moment.", "PyTorch Adam"),
    warmup,
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
  },
})

/**
 * Stochastic gradient descent with momentum as PyTorch's `SGD`. The defaults are nnU-Net's
 * (nnUNetTrainer, v2): lr 0.01, Nesterov momentum 0.99, weight decay 3e-5, poly schedule, clipping.
 */
export const sgd = defineOptimizer({
  kind: "sgd",
  doc: "Stochastic gradient descent with momentum, by default as nnU-Net trains.",
  implementation: "ablate:training/sgd",
  fields: {
    lr: defaulted(Positive, 0.01, "Peak learning rate.", "nnU-Net v2"),
    momentum: defaulted(Ratio, 0.99, "Share of the last update that stays.", "nnU-Net v2"),
    nesterov: defaulted(Schema.Boolean, true, "Nesterov's momentum.", "nnU-Net v2"),
    weightDecay: defaulted(
      NonNegative,
      3e-5,
      "Added to the gradient, times the weight.",
      "nnU-Net v2",
    ),
    warmup,
    schedule: defaulted(
      Schema.Literals(["poly", "cosine", "constant"]),
      "poly",
      "Learning rate after the warm-up: (1 - epoch / epochs)^power, a half cosine, or constant.",
      "nnU-Net v2",
    ),
    power: defaulted(Positive, 0.9, 'Exponent of the schedule "poly".', "nnU-Net v2"),
    clip: defaulted(
      Schema.NullOr(Positive),
      12,
      "Largest global norm of the gradients; null does not clip.",
      "nnU-Net v2",
    ),
  },
})

export const optimizerDefinitions = [adam, sgd]
