import type { Optimizer } from "../../dsl/optimizer.ts"

/** The length of a training. */
export interface Duration {
  readonly epochs: number
  readonly stepsPerEpoch: number
}

/**
 * The learning rate over its peak at a step (counted from 1): step / warm-up during the warm-up,
 * which ends at 1; then half a cosine that would reach 0 one step past the last (PyTorch's
 * LinearLR, then CosineAnnealingLR), or constant.
 */
export const scheduleFactor = (
  { warmup, schedule }: Pick<Optimizer, "warmup" | "schedule">,
  { epochs, stepsPerEpoch }: Duration,
  step: number,
): number => {
  const rising = Math.round(warmup * stepsPerEpoch)
  if (step <= rising) return step / rising
  if (schedule === "constant") return 1
  const falling = epochs * stepsPerEpoch - rising
  return (1 + Math.cos((Math.PI * (step - 1 - rising)) / falling)) / 2
}
