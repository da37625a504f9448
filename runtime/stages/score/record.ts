import type { Dataset, Split } from "../../../dsl/dataset.ts"
import type { MaskTask, ProbabilityTask, Task, ValueTask } from "../../../dsl/task.ts"
import { classify } from "../classify/record.ts"
import { predict } from "../predict/record.ts"
import { probe } from "../probe/record.ts"
import { sources } from "./sources.ts"
import { subjectsOf, voxelsOf } from "../dataFacts.ts"
import { regionsOf, type Regions } from "../regions.ts"
import { stageRecord } from "../record.ts"

export interface ScoreSettings {
  readonly task:
    | Pick<MaskTask, "kind" | "metrics" | "regions" | "rule">
    | Pick<ProbabilityTask, "kind" | "metrics" | "label">
    | Pick<ValueTask, "kind" | "metrics" | "value">
  /** Empty where the task has none. */
  readonly regions: Regions
  readonly split: Split
}

const settingsOf = ({
  dataset,
  task,
}: {
  readonly dataset: Dataset
  readonly task: Task
}): ScoreSettings => {
  const { kind } = task
  const { split } = dataset
  switch (task.of) {
    case "masks":
      return {
        task: { kind, metrics: task.metrics, regions: task.regions, rule: task.rule },
        regions: regionsOf(dataset, task),
        split,
      }
    case "probability":
      return { task: { kind, metrics: task.metrics, label: task.label }, regions: {}, split }
    case "value":
      return { task: { kind, metrics: task.metrics, value: task.value }, regions: {}, split }
  }
}

/** Measures a task on the test subjects, from the predictions that one of some kinds of stages leaves. */
export const scoreRecord = (predictors: readonly string[]) =>
  stageRecord({
    kind: "score",
    body: "ablate:stages/score/body",
    inputs: [...sources, ...predictors],
    namedBy: "arm",
    usesDevice: false,
    hasHistory: false,
    measurements: () => import("./measurements.ts"),
    settings: settingsOf,
    split: ({ split }) => split,
    work: ({ task, split }, data) =>
      "regions" in task
        ? {
            steps: subjectsOf(data, split, "test").length,
            voxels: task.metrics.length * task.regions.length * voxelsOf(data.shape),
            disk: 0,
          }
        : undefined,
  })

/** Measures what the built-in stages predict. */
export const score = scoreRecord([predict, probe, classify].map(({ kind }) => kind))
