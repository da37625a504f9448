import type { Dataset, Split } from "../../../dsl/dataset.ts"
import { devicesOf, onOneDevice } from "../../../dsl/devices.ts"
import { precisionOf } from "../../../dsl/precision.ts"
import type { Encoder } from "../../../dsl/encoder.ts"
import type { MaskTask } from "../../../dsl/tasks/mask.ts"
import type { LearntMaskTask } from "../../training/tasks/contract.ts"
import { totalSteps } from "../../training/sampling.ts"
import { subjectsOf, withLabels } from "../dataFacts.ts"
import { regionsOf, type Regions } from "../regions.ts"
import { stageRecord } from "../record.ts"
import { validationWork } from "../validationWork.ts"

export interface FinetuneSettings {
  readonly encoder: Encoder
  readonly task: LearntMaskTask
  readonly regions: Regions
  readonly split: Split
  /** How validation subjects are segmented; absent where the split has none. */
  readonly validated?: Validated
}

type Validated = Pick<MaskTask, "overlap" | "blending" | "rule">

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
    task: { metrics: _metrics, overlap, blending, rule, ...task },
  }: {
    readonly dataset: Dataset
    readonly encoder: Encoder
    readonly task: MaskTask
  }): FinetuneSettings => ({
    encoder,
    task: onOneDevice(task),
    regions: regionsOf(dataset, task),
    split: dataset.split,
    ...(dataset.split.validation === undefined ? {} : { validated: { overlap, blending, rule } }),
  }),
  split: ({ split }) => split,
  precision: ({ task }) => precisionOf(task),
  devices: ({ task }) => devicesOf(task),
  crops: ({ task: { batch, microBatch } }) => ({ batch, microBatch }),
  work: ({ encoder, task, split, validated }, data) => {
    const { regions, ...learnt } = task
    const train = subjectsOf(data, split, "train")
    const subjects = withLabels(train, task.labelFraction, split).length
    const steps = totalSteps({ ...task, subjects })
    return {
      steps,
      disk: 0,
      tensors: {
        shape: [encoder, regions.length, learnt, validated !== undefined],
        runs: 1,
        beside:
          validated === undefined
            ? 0
            : validationWork(
                { split, encoder, overlap: validated.overlap, steps, batch: task.batch },
                data,
              ),
        batch: 1,
        subjects,
      },
    }
  },
  program: () => import("./program.ts"),
})
