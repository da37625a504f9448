import type { Dataset, Split } from "../../../dsl/dataset.ts"
import type { Encoder } from "../../../dsl/encoder.ts"
import type { Segmentation } from "../../../dsl/task.ts"
import { totalSteps } from "../../training/sampling.ts"
import { trainingSubjects, withLabels } from "../dataFacts.ts"
import { regionsOf, type Regions } from "../regions.ts"
import { stageRecord } from "../record.ts"

export interface FinetuneSettings {
  readonly encoder: Encoder
  readonly task: Omit<Segmentation, "metrics" | "overlap" | "blending">
  readonly regions: Regions
  readonly split: Split
}

/** Trains a segmentation network and its encoder. */
export const finetune = stageRecord({
  kind: "finetune",
  body: "ablate:stages/finetune/body",
  inputs: ["index", "preprocess", "pretrain"],
  namedBy: "arm",
  usesDevice: true,
  hasHistory: true,
  settings: ({
    dataset,
    encoder,
    task: segmentation,
  }: {
    readonly dataset: Dataset
    readonly encoder: Encoder
    readonly task: Segmentation
  }): FinetuneSettings => {
    const { metrics: _metrics, overlap: _overlap, blending: _blending, ...task } = segmentation
    return { encoder, task, regions: regionsOf(dataset, segmentation), split: dataset.split }
  },
  split: ({ split }) => split,
  crops: ({ task: { batch, microBatch } }) => ({ batch, microBatch }),
  work: ({ encoder, task, split }, data) => {
    const { epochs, crops, batch, network, regions, microBatch, loss, optimizer } = task
    const train = trainingSubjects(data, split)
    const subjects = withLabels(train, task.labelFraction, split).length
    return {
      steps: totalSteps({ subjects, crops, epochs, batch }),
      disk: 0,
      tensors: {
        shape: [encoder, network, regions.length, batch, microBatch, loss, optimizer],
        runs: 1,
        batch: 1,
      },
    }
  },
  program: () => import("./program.ts"),
})
