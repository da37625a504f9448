import type { Dataset, Split } from "../../../dsl/dataset.ts"
import type { Classification } from "../../../dsl/task.ts"
import { classifierSteps } from "../classifierSteps.ts"
import { stageRecord } from "../record.ts"

export interface ProbeSettings {
  readonly task: Omit<Classification, "metrics">
  readonly split: Split
}

/** Trains a classifier on frozen features, and applies it to the test subjects. */
export const probe = stageRecord({
  kind: "probe",
  body: "ablate:stages/probe/body",
  inputs: ["index", "embed"],
  namedBy: "arm",
  usesDevice: true,
  hasHistory: true,
  settings: ({
    dataset: { split },
    task: { metrics: _metrics, ...task },
  }: {
    readonly dataset: Dataset
    readonly task: Classification
  }): ProbeSettings => ({ task, split }),
  split: ({ split }) => split,
  work: ({ task, split }, data, features) => {
    const { steps, batch } = classifierSteps(task, split, data)
    const shape = [features, task.network, task.optimizer, batch]
    return { steps, disk: 0, tensors: { shape, runs: 1, batch } }
  },
  program: () => import("./program.ts"),
})
