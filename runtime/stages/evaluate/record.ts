import type { ValueTask } from "../../../dsl/tasks/family.ts"
import { stageRecord } from "../record.ts"

export interface EvaluateSettings {
  readonly metrics: ValueTask["metrics"]
}

/** Measures predicted numbers of the test subjects. */
export const evaluate = stageRecord({
  kind: "evaluate",
  body: "ablate:stages/evaluate/body",
  inputs: ["fit"],
  namedBy: "arm",
  usesDevice: false,
  hasHistory: false,
  measurements: () => import("../score/measurements.ts"),
  settings: ({ task: { metrics } }: { readonly task: ValueTask }): EvaluateSettings => ({
    metrics,
  }),
})
