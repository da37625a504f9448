import type { Dataset, Split } from "../../../dsl/dataset.ts"
import type { Encoder } from "../../../dsl/encoder.ts"
import type { Classification } from "../../../dsl/task.ts"
import { classifierSteps } from "../classifierSteps.ts"
import { stageRecord } from "../record.ts"

export interface ClassifySettings {
  readonly encoder: Encoder
  readonly task: Omit<Classification, "metrics">
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
  settings: ({
    dataset: { split },
    encoder,
    task: { metrics: _metrics, ...task },
  }: {
    readonly dataset: Dataset
    readonly encoder: Encoder
    readonly task: Classification
  }): ClassifySettings => ({ task, split, encoder }),
  split: ({ split }) => split,
  work: ({ encoder, task, split }, data) => {
    const { steps, batch } = classifierSteps(task, split, data)
    const shape = [encoder, task.network, task.optimizer, batch]
    return { steps, disk: 0, tensors: { shape, runs: 1, batch } }
  },
  program: () => import("./program.ts"),
})
