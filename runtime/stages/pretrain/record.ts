import type { Dataset, Split } from "../../../dsl/dataset.ts"
import { devicesOf, onOneDevice } from "../../../dsl/devices.ts"
import { precisionOf } from "../../../dsl/precision.ts"
import type { Encoder } from "../../../dsl/encoder.ts"
import type { Objective } from "../../../dsl/pretraining.ts"
import { valueAt } from "../../../dsl/replace.ts"
import { totalSteps } from "../../training/sampling.ts"
import { subjectsOf } from "../dataFacts.ts"
import { stageRecord } from "../record.ts"

export interface PretrainSettings {
  readonly encoder: Encoder
  readonly pretraining: Objective
  readonly split: Split
}

const numberAt = (value: unknown, field: string): number => {
  const found = valueAt(value, field)
  return typeof found === "number" ? found : Number.NaN
}

/** Pre-trains an encoder on the training subjects, or takes it from a file. */
export const pretrain = stageRecord({
  kind: "pretrain",
  body: "ablate:stages/pretrain/body",
  inputs: ["index", "preprocess"],
  namedBy: "arm",
  usesDevice: true,
  hasHistory: true,
  settings: ({
    encoder,
    pretraining,
    dataset: { split },
  }: {
    readonly encoder: Encoder
    readonly pretraining: Objective
    readonly dataset: Dataset
  }): PretrainSettings => ({ encoder, pretraining: onOneDevice(pretraining), split }),
  split: ({ split }) => split,
  precision: ({ pretraining }) => precisionOf(pretraining),
  devices: ({ pretraining }) => devicesOf(pretraining),
  crops: ({ pretraining }) => {
    const batch = valueAt(pretraining, "batch")
    const size = valueAt(pretraining, "microBatch")
    return typeof batch === "number"
      ? { batch, microBatch: typeof size === "number" ? size : null }
      : null
  },
  work: ({ encoder, pretraining, split }, data) => {
    if (pretraining.kind === "imported") return undefined
    const subjects = subjectsOf(data, split, "train").length
    return {
      steps: totalSteps({
        subjects,
        crops: numberAt(pretraining, "crops"),
        epochs: numberAt(pretraining, "epochs"),
        batch: numberAt(pretraining, "batch"),
      }),
      disk: 0,
      tensors: { shape: [encoder, pretraining], runs: 1, batch: 1, subjects },
    }
  },
  program: () => import("./program.ts"),
})
