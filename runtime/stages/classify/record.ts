import type { Dataset, Split } from "../../../dsl/dataset.ts"
import { precisionOf } from "../../../dsl/precision.ts"
import type { Encoder } from "../../../dsl/encoder.ts"
import type { ProbabilityTask } from "../../../dsl/tasks/probability.ts"
import { stageRecord } from "../record.ts"
import { subjectWork } from "../subjectWork.ts"
import { validationWork } from "../validationWork.ts"
import { overlap } from "./windows.ts"

export interface ClassifySettings {
  readonly encoder: Encoder
  readonly task: Omit<ProbabilityTask, "metrics">
  readonly split: Split
}

/** Trains a classifier of images end to end, and applies it to the test subjects. */
export const classify = stageRecord({
  kind: "classify",
  body: "ablate:stages/classify/body",
  inputs: ["index", "preprocess", "pretrain"],
  namedBy: "arm",
  usesDevice: true,
  hasHistory: true,
  learnsOfSubjects: true,
  settings: ({
    dataset: { split },
    encoder,
    task: { metrics: _metrics, ...task },
  }: {
    readonly dataset: Dataset
    readonly encoder: Encoder
    readonly task: ProbabilityTask
  }): ClassifySettings => ({ task, split, encoder }),
  split: ({ split }) => split,
  precision: ({ task }) => precisionOf(task),
  work: ({ encoder, task, split }, data) => {
    const { tensors, ...work } = subjectWork(task, split, data, [encoder, split.validation])
    const { steps } = work
    const beside = validationWork({ split, encoder, overlap, steps, batch: tensors.batch }, data)
    return { ...work, tensors: { ...tensors, beside } }
  },
  program: () => import("./program.ts"),
})
