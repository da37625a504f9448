import type { Dataset, Split } from "../../dsl/dataset.ts"
import type { Encoder } from "../../dsl/encoder.ts"
import type { Objective } from "../../dsl/pretraining.ts"
import type { Classification, Segmentation, Task } from "../../dsl/task.ts"
import { memoizeByIdentity } from "./memoizeByIdentity.ts"

type Regions = Readonly<Record<string, readonly number[]>>

/** What each kind of stage reads of an experiment: a stage runs again only if one of these changes. */
export interface SettingsOf {
  readonly index: { readonly dataset: Omit<Dataset, "split">; readonly fingerprint: string }
  readonly preprocess: { readonly dataset: Omit<Dataset, "split" | "labels" | "regions"> }
  readonly pretrain: {
    readonly encoder: Encoder
    readonly pretraining: Objective
    readonly split: Split
  }
  readonly reconstruct: SettingsOf["pretrain"]
  readonly finetune: {
    readonly encoder: Encoder
    readonly task: Omit<Segmentation, "metrics" | "overlap" | "blending">
    /** Label values of the task's regions, by name. */
    readonly regions: Regions
    readonly split: Split
  }
  readonly predict: {
    readonly encoder: Encoder
    readonly task: Pick<
      Segmentation,
      "family" | "kind" | "implementation" | "network" | "regions" | "overlap" | "blending"
    >
    readonly split: Split
  }
  readonly embed: { readonly encoder: Encoder }
  readonly probe: {
    readonly task: Omit<Classification, "metrics">
    readonly split: Split
  }
  readonly classify: SettingsOf["probe"] & { readonly encoder: Encoder }
  readonly score: {
    readonly task:
      | Pick<Segmentation, "kind" | "metrics" | "regions">
      | Pick<Classification, "kind" | "metrics" | "label">
    /** Label values of the task's regions, by name; empty for a classification. */
    readonly regions: Regions
    readonly split: Split
  }
}

/** The data set as the index reads it. */
const indexSettings = (dataset: Dataset, fingerprint: string): SettingsOf["index"] => {
  const { split: _split, ...indexed } = dataset
  return { dataset: indexed, fingerprint }
}

/** The data set as far as it decides voxels. */
const preprocessSettings = (dataset: Dataset): SettingsOf["preprocess"] => {
  const { split: _split, labels: _labels, regions: _regions, ...voxels } = dataset
  return { dataset: voxels }
}

/** Pre-training and reconstruction read the same fields. */
const pretrainSettings = (
  encoder: Encoder,
  pretraining: Objective,
  split: Split,
): SettingsOf["pretrain"] => ({ encoder, pretraining, split })

const regionsOf = (dataset: Dataset, task: Segmentation): Regions =>
  Object.fromEntries(task.regions.map((region) => [region, dataset.regions[region] ?? []]))

const finetuneSettings = (
  dataset: Dataset,
  encoder: Encoder,
  segmentation: Segmentation,
): SettingsOf["finetune"] => {
  const { metrics: _metrics, overlap: _overlap, blending: _blending, ...task } = segmentation
  return { encoder, task, regions: regionsOf(dataset, segmentation), split: dataset.split }
}

const predictSettings = (
  { split }: Dataset,
  encoder: Encoder,
  { family, kind, implementation, network, regions, overlap, blending }: Segmentation,
): SettingsOf["predict"] => ({
  encoder,
  task: { family, kind, implementation, network, regions, overlap, blending },
  split,
})

const embedSettings = (encoder: Encoder): SettingsOf["embed"] => ({ encoder })

const probeSettings = (
  { split }: Dataset,
  { metrics: _metrics, ...task }: Classification,
): SettingsOf["probe"] => ({ task, split })

const classifySettings = (
  dataset: Dataset,
  encoder: Encoder,
  task: Classification,
): SettingsOf["classify"] => ({ ...probeSettings(dataset, task), encoder })

const scoreSettings = (dataset: Dataset, task: Task): SettingsOf["score"] =>
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

/**
 * The settings of stages from the parts of experiments. The same parts give the same object: arms of a
 * study share most of their parts, and what is made of one object is made once.
 */
export const stageSettings = (fingerprint: (dataset: Dataset) => string) => ({
  index: memoizeByIdentity((dataset: Dataset) => indexSettings(dataset, fingerprint(dataset))),
  preprocess: memoizeByIdentity(preprocessSettings),
  pretrain: memoizeByIdentity(pretrainSettings),
  embed: memoizeByIdentity(embedSettings),
  finetune: memoizeByIdentity(finetuneSettings),
  predict: memoizeByIdentity(predictSettings),
  probe: memoizeByIdentity(probeSettings),
  classify: memoizeByIdentity(classifySettings),
  score: memoizeByIdentity(scoreSettings),
})

export type StageSettings = ReturnType<typeof stageSettings>
