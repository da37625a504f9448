import { Effect } from "effect"
import type { PretrainingMetric } from "../../../dsl/column.ts"
import type { Faulty } from "../../faults/faulty.ts"
import { readJson } from "../files.ts"
import type { StageMeasurement } from "../measurements.ts"
import { ReconstructionFile } from "./artifact.ts"

const named = (name: PretrainingMetric, subjects: readonly string[]) => ({
  name,
  region: null,
  metric: null,
  subjects,
})

/** The error of each test subject, and what it adds to the ratio of variances between them. */
export default Effect.fnUntraced(function* (
  folder: string,
): Effect.fn.Return<readonly StageMeasurement[], Faulty> {
  const { subjects, mse, varianceRatio } = yield* readJson(
    folder,
    "reconstruction.json",
    ReconstructionFile,
  )
  return [
    { ...named("mse", subjects), values: mse },
    { ...named("varianceRatio", subjects), values: varianceRatio },
  ]
})
