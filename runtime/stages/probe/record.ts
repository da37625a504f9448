import type { Dataset, Split } from "../../../dsl/dataset.ts"
import { precisionOf } from "../../../dsl/precision.ts"
import type { ProbabilityTask } from "../../../dsl/tasks/probability.ts"
import type { ValueTask } from "../../../dsl/tasks/value.ts"
import type { SubjectTask } from "../taskLoss.ts"
import { subjectWork } from "../subjectWork.ts"
import { stageRecord } from "../record.ts"

export interface ProbeSettings {
  readonly task: SubjectTask
  readonly split: Split
}

/**
 * Trains a head on frozen features to predict a class or a number of each subject, and applies it to
 * the test subjects.
 */
export const probe = stageRecord({
  kind: "probe",
  body: "ablate:stages/probe/body",
  inputs: ["index", "embed"],
  namedBy: "arm",
  usesDevice: true,
  hasHistory: true,
  learnsOfSubjects: true,
  settings: ({
    dataset: { split },
    task: { metrics: _metrics, ...task },
  }: {
    readonly dataset: Dataset
    readonly task: ProbabilityTask | ValueTask
  }): ProbeSettings => ({ task, split }),
  split: ({ split }) => split,
  precision: ({ task }) => precisionOf(task),
  work: ({ task, split }, data, features) => subjectWork(task, split, data, [features]),
  program: () => import("./program.ts"),
})
