import { defaulted, defineOptimizer, Positive, Ratio, required, scheduleFields } from "ablate"

/** RMSprop (Hinton 2012), as PyTorch's without momentum. */
export const rmsprop = defineOptimizer({
  kind: "rmsprop",
  doc: "RMSprop.",
  implementation: import.meta.resolve("./rmsprop.update.ts"),
  fields: {
    lr: required(Positive, "Peak learning rate."),
    alpha: defaulted(Ratio, 0.99, "Decay rate of the mean square.", "PyTorch RMSprop"),
    epsilon: defaulted(Positive, 1e-8, "Added to the root of the mean square.", "PyTorch RMSprop"),
    ...scheduleFields,
  },
})
