import { Schema } from "effect"
import { defaulted, NonNegative, Positive, Ratio } from "../field.ts"
import { defineOptimizer, scheduleFields } from "./family.ts"

/**
 * Stochastic gradient descent with momentum as PyTorch's `SGD`. The defaults are nnU-Net's
 * (nnUNetTrainer, v2): lr 0.01, Nesterov momentum 0.99, weight decay 3e-5, poly schedule, clipping.
 */
export const sgd = defineOptimizer({
  kind: "sgd",
  doc: "Stochastic gradient descent with momentum, by default as nnU-Net trains.",
  implementation: "ablate:training/optimizers/sgd",
  fields: {
    lr: defaulted(Positive, 0.01, "Peak learning rate.", "nnU-Net v2"),
    momentum: defaulted(Ratio, 0.99, "Momentum.", "nnU-Net v2"),
    nesterov: defaulted(Schema.Boolean, true, "Nesterov's momentum.", "nnU-Net v2"),
    weightDecay: defaulted(
      NonNegative,
      3e-5,
      "L2 penalty: this times the weight is added to the gradient.",
      "nnU-Net v2",
    ),
    warmup: scheduleFields.warmup,
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
