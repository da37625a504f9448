import type { Dataset, Split } from "../../../dsl/dataset.ts"
import type { Encoder } from "../../../dsl/encoder.ts"
import { axes } from "../../../dsl/field.ts"
import type { MaskTask } from "../../../dsl/tasks/mask.ts"
import { slidingWindows } from "../../data/transforms/crop/slidingWindow.ts"
import { predictionShape } from "../../../dsl/labelRule.ts"
import { regionsOf, type Regions } from "../regions.ts"
import { subjectsOf, voxelsOf } from "../dataFacts.ts"
import { stageRecord } from "../record.ts"

export interface PredictSettings {
  readonly encoder: Encoder
  readonly task: Pick<
    MaskTask,
    "family" | "kind" | "implementation" | "network" | "regions" | "overlap" | "blending" | "rule"
  >
  /** Label values of the regions. */
  readonly regions: Regions
  readonly split: Split
}

/** Segments the test subjects. */
export const predict = stageRecord({
  kind: "predict",
  body: "ablate:stages/predict/body",
  inputs: ["index", "preprocess", "finetune"],
  namedBy: "arm",
  usesDevice: true,
  hasHistory: false,
  settings: ({
    dataset,
    encoder,
    task,
  }: {
    readonly dataset: Dataset
    readonly encoder: Encoder
    readonly task: MaskTask
  }): PredictSettings => {
    const { family, kind, implementation, network, regions, overlap, blending, rule } = task
    return {
      encoder,
      task: { family, kind, implementation, network, regions, overlap, blending, rule },
      regions: regionsOf(dataset, task),
      split: dataset.split,
    }
  },
  split: ({ split }) => split,
  work: ({ encoder, task, split }, data) => {
    const steps = subjectsOf(data, split, "test").length
    return {
      steps,
      disk: steps * voxelsOf(predictionShape(task, data.shape)),
      tensors: {
        shape: [encoder, task.network, task.regions.length],
        runs: slidingWindows(data.shape, axes(encoder.crop), task.overlap).length,
        batch: 1,
      },
    }
  },
  program: () => import("./program.ts"),
})
