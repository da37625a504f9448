import type { Dataset, Split } from "../../../dsl/dataset.ts"
import type { Encoder } from "../../../dsl/encoder.ts"
import { axes } from "../../../dsl/field.ts"
import type { MaskTask } from "../../../dsl/tasks/mask.ts"
import { slidingWindows } from "../../data/transforms/crop/slidingWindow.ts"
import { testSubjects, voxelsOf } from "../dataFacts.ts"
import { stageRecord } from "../record.ts"

export interface PredictSettings {
  readonly encoder: Encoder
  readonly task: Pick<
    MaskTask,
    "family" | "kind" | "implementation" | "network" | "regions" | "overlap" | "blending"
  >
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
    dataset: { split },
    encoder,
    task: { family, kind, implementation, network, regions, overlap, blending },
  }: {
    readonly dataset: Dataset
    readonly encoder: Encoder
    readonly task: MaskTask
  }): PredictSettings => ({
    encoder,
    task: { family, kind, implementation, network, regions, overlap, blending },
    split,
  }),
  split: ({ split }) => split,
  work: ({ encoder, task, split }, data) => {
    const steps = testSubjects(data, split).length
    return {
      steps,
      disk: steps * task.regions.length * voxelsOf(data.shape),
      tensors: {
        shape: [encoder, task.network, task.regions.length],
        runs: slidingWindows(data.shape, axes(encoder.crop), task.overlap).length,
        batch: 1,
      },
    }
  },
  program: () => import("./program.ts"),
})
