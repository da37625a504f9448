import { Effect } from "effect"
import type { Faulty } from "../../faults/faulty.ts"
import { readJson } from "../files.ts"
import type { StageMeasurement } from "../measurements.ts"
import { Scores } from "./artifact.ts"

/** What a task measured, in the order of its metrics and regions. */
export default Effect.fnUntraced(function* (
  folder: string,
): Effect.fn.Return<readonly StageMeasurement[], Faulty> {
  const { measurements } = yield* readJson(folder, "scores.json", Scores)
  return measurements.map((made): StageMeasurement => ({ ...made, name: made.metric.kind }))
})
