import { devicesOf } from "./devices.ts"
import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import { valueAt } from "./replace.ts"

/** What is wrong with the devices of the training at a path: each gets as many crops as the others. */
export const devicesFaults = (experiment: Experiment, path: string): readonly Fault[] => {
  const training = valueAt(experiment, path)
  if (typeof training !== "object" || training === null) return []
  const devices = devicesOf(training)
  const [batch, micro] = [valueAt(training, "batch"), valueAt(training, "microBatch")]
  const crops = typeof micro === "number" ? micro : batch
  if (typeof crops !== "number" || crops % devices === 0) return []
  const what = typeof micro === "number" ? "micro-batches" : "a batch"
  const divisors = Array.from({ length: crops }, (_, index) => index + 1).filter(
    (count) => crops % count === 0,
  )
  return [
    fault({
      what: `${devices} devices do not divide ${what} of ${crops} into equal parts`,
      where: { field: `${path}.devices` },
      expected: `a divisor of ${crops}: ${divisors.join(", ")}`,
      hint: `use ${divisors.findLast((count) => count <= devices) ?? 1}, or another batch`,
    }),
  ]
}
