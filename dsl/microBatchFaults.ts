import type { Experiment } from "./experiment.ts"
import { fault, type Fault } from "./fault.ts"
import { valueAt } from "./replace.ts"

/** What is wrong with the micro-batches of the training at a path: they must make up its batch. */
export const microBatchFaults = (experiment: Experiment, path: string): readonly Fault[] => {
  const batch = valueAt(experiment, `${path}.batch`)
  const size = valueAt(experiment, `${path}.microBatch`)
  if (typeof batch !== "number" || typeof size !== "number" || batch % size === 0) return []
  const divisors = Array.from({ length: batch }, (_, index) => index + 1).filter(
    (count) => batch % count === 0,
  )
  return [
    fault({
      what: `micro-batches of ${size} do not make up a batch of ${batch}`,
      where: { field: `${path}.microBatch` },
      expected: `a divisor of the batch: ${divisors.join(", ")}`,
      hint: `use ${divisors.findLast((count) => count <= size) ?? 1}, or null for the whole batch`,
    }),
  ]
}
