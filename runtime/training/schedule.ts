import type { Optimizer } from "../../dsl/optimizers/family.ts"
import type { Arrays } from "../engine/index.ts"
import type { WithOptimizer } from "./optimizers/contract.ts"
import { stepsPerEpoch, type Passes } from "./sampling.ts"

/** The length of a training. */
export interface Duration {
  readonly epochs: number
  readonly stepsPerEpoch: number
}

/**
 * The learning rate over its peak at a step (counted from 1): step / warm-up during the warm-up,
 * which ends at 1; then half a cosine that would reach 0 one step past the last (PyTorch's
 * LinearLR, then CosineAnnealingLR), or (1 - epoch / epochs)^power by whole epochs, both counted from
 * the end of the warm-up (nnU-Net's PolyLRScheduler), or constant.
 */
export const scheduleFactor = (
  { warmup, schedule, power = 1 }: Pick<Optimizer, "warmup" | "schedule" | "power">,
  { epochs, stepsPerEpoch }: Duration,
  step: number,
): number => {
  const rising = Math.round(warmup * stepsPerEpoch)
  if (step <= rising) return step / rising
  if (schedule === "constant") return 1
  const falling = epochs * stepsPerEpoch - rising
  if (schedule === "poly") {
    const epoch = Math.floor((step - 1 - rising) / stepsPerEpoch)
    return (1 - (epoch * stepsPerEpoch) / falling) ** power
  }
  return (1 + Math.cos((Math.PI * (step - 1 - rising)) / falling)) / 2
}

/** What the optimiser of a training reads at a step (counted from 1), such as the learning rate. */
export const optimizerInputs = (
  { optimizer, implementation }: WithOptimizer,
  passes: Passes,
  step: number,
): Arrays => {
  const duration = { epochs: passes.epochs, stepsPerEpoch: stepsPerEpoch(passes) }
  const rate = optimizer.lr * scheduleFactor(optimizer, duration, step)
  return implementation.inputValues(optimizer, step, rate)
}
