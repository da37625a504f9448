import { Schema } from "effect"
import { defaulted, NonNegative, Positive, Ratio, required } from "../field.ts"
import { defineOptimizer, scheduleFields } from "./family.ts"

/** Adam with decoupled weight decay (AdamW, Loshchilov & Hutter 2019), warm-up and schedule. */
export const adam = defineOptimizer({
  kind: "adam",
  doc: "Adam with decoupled weight decay.",
  implementation: "ablate:training/optimizers/adam",
  fields: {
    lr: required(Positive, "Peak learning rate."),
    weightDecay: defaulted(NonNegative, 0, "Decoupled weight decay.", "none unless stated"),
    betas: defaulted(
      Schema.Tuple([Ratio, Ratio]),
      [0.9, 0.999],
      "Decay rates of the first and the second moment.",
      "PyTorch Adam",
    ),
    epsilon: defaulted(
      Positive,
      1e-8,
      "Added to the root of the bias-corrected second moment.",
      "PyTorch Adam",
    ),
    ...scheduleFields,
  },
})
