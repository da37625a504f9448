import type { Dataset, Split } from "../../../dsl/dataset.ts"
import type { Classification, Segmentation } from "../../../dsl/task.ts"
import { testSubjects, voxelsOf } from "../dataFacts.ts"
import { regionsOf, type Regions } from "../regions.ts"
import { stageRecord } from "../record.ts"

export interface ScoreSettings {
  readonly task:
    | Pick<Segmentation, "kind" | "metrics" | "regions">
    | Pick<Classification, "kind" | "metrics" | "label">
  /** Empty for a classification. */
  readonly regions: Regions
  readonly split: Split
}

const settingsOf = ({
  dataset,
  task,
}: {
  readonly dataset: Dataset
  readonly task: Segmentation | Classification
}): ScoreSettings =>
  task.kind === "segmentation"
    ? {
        task: { kind: task.kind, metrics: task.metrics, regions: task.regions },
        regions: regionsOf(dataset, task),
        split: dataset.split,
      }
    : {
        task: { kind: task.kind, metrics: task.metrics, label: task.label },
        regions: {},
        split: dataset.split,
      }

/** Measures a task on the test subjects. */
export const score = stageRecord({
  kind: "score",
  body: "ablate:stages/score/body",
  inputs: ["index", "preprocess", "predict", "probe", "classify"],
  namedBy: "arm",
  usesDevice: false,
  hasHistory: false,
  measurements: () => import("./measurements.ts"),
  settings: settingsOf,
  split: ({ split }) => split,
  work: ({ task, split }, data) =>
    task.kind === "segmentation"
      ? {
          steps: testSubjects(data, split).length,
          voxels: task.metrics.length * task.regions.length * voxelsOf(data.shape),
          disk: 0,
        }
      : undefined,
})
