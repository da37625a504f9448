import type { Dataset, Split } from "../../../dsl/dataset.ts"
import type { ValueTask } from "../../../dsl/tasks/family.ts"
import { withValue } from "../../data/cohort/valuedParts.ts"
import { totalSteps } from "../../training/sampling.ts"
import { trainingSubjects, withLabels } from "../dataFacts.ts"
import { stageRecord } from "../record.ts"

export interface FitSettings {
  readonly task: Omit<ValueTask, "metrics">
  readonly split: Split
}

/** Learns a number of each subject on frozen features, and predicts that of the test subjects. */
export const fit = stageRecord({
  kind: "fit",
  body: "ablate:stages/fit/body",
  inputs: ["index", "embed"],
  namedBy: "arm",
  usesDevice: true,
  hasHistory: true,
  settings: ({
    dataset: { split },
    task: { metrics: _metrics, ...task },
  }: {
    readonly dataset: Dataset
    readonly task: ValueTask
  }): FitSettings => ({ task, split }),
  split: ({ split }) => split,
  work: ({ task, split }, data, features) => {
    const train = trainingSubjects(data, split)
    const known = new Set(withValue(task.value, train).map(({ id }) => id))
    const used = withLabels(
      train.filter(({ id }) => known.has(id)),
      task.labelFraction,
      split,
    )
    const batch = Math.min(task.batch, used.length)
    const steps = totalSteps({ subjects: used.length, crops: 1, epochs: task.epochs, batch })
    const shape = [features, task.implementation, task.network, task.optimizer, batch]
    return { steps, disk: 0, tensors: { shape, runs: 1, batch } }
  },
  program: () => import("./program.ts"),
})
