import type { Dataset, Split } from "../../dsl/dataset.ts"
import type { Encoder } from "../../dsl/encoder.ts"
import type { Experiment } from "../../dsl/experiment.ts"
import type { Objective } from "../../dsl/pretraining.ts"
import type { Classification, Segmentation, Task } from "../../dsl/task.ts"

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
const pretrainSettings = (experiment: Experiment): SettingsOf["pretrain"] => ({
  encoder: experiment.encoder,
  pretraining: experiment.pretraining,
  split: experiment.dataset.split,
})

const regionsOf = (dataset: Dataset, task: Segmentation): Regions =>
  Object.fromEntries(task.regions.map((region) => [region, dataset.regions[region] ?? []]))

const finetuneSettings = (
  { dataset, encoder }: Experiment,
  segmentation: Segmentation,
): SettingsOf["finetune"] => {
  const { metrics: _metrics, overlap: _overlap, blending: _blending, ...task } = segmentation
  return { encoder, task, regions: regionsOf(dataset, segmentation), split: dataset.split }
}

const predictSettings = (
  { dataset, encoder }: Experiment,
  { family, kind, implementation, network, regions, overlap, blending }: Segmentation,
): SettingsOf["predict"] => ({
  encoder,
  task: { family, kind, implementation, network, regions, overlap, blending },
  split: dataset.split,
})

const embedSettings = ({ encoder }: Experiment): SettingsOf["embed"] => ({ encoder })

const probeSettings = (
  { dataset }: Experiment,
  { metrics: _metrics, ...task }: Classification,
): SettingsOf["probe"] => ({ task, split: dataset.split })

const classifySettings = (
  experiment: Experiment,
  task: Classification,
): SettingsOf["classify"] => ({ ...probeSettings(experiment, task), encoder: experiment.encoder })

const scoreSettings = ({ dataset }: Experiment, task: Task): SettingsOf["score"] =>
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

const remembered = <A extends object, B>(of: (argument: A) => B): ((argument: A) => B) => {
  const known = new WeakMap<A, B>()
  return (argument) => {
    const before = known.get(argument)
    if (before !== undefined) return before
    const made = of(argument)
    known.set(argument, made)
    return made
  }
}

/** The settings of one arm's stages. Seeds ask for the same ones: each is made once. */
export const armSettings = (experiment: Experiment, fingerprint: string) => {
  const { dataset } = experiment
  const ofArm = <B>(of: (experiment: Experiment) => B) => {
    const once = remembered(of)
    return () => once(experiment)
  }
  return {
    index: ofArm(() => indexSettings(dataset, fingerprint)),
    preprocess: ofArm(() => preprocessSettings(dataset)),
    pretrain: ofArm(pretrainSettings),
    embed: ofArm(embedSettings),
    finetune: remembered((task: Segmentation) => finetuneSettings(experiment, task)),
    predict: remembered((task: Segmentation) => predictSettings(experiment, task)),
    probe: remembered((task: Classification) => probeSettings(experiment, task)),
    classify: remembered((task: Classification) => classifySettings(experiment, task)),
    score: remembered((task: Task) => scoreSettings(experiment, task)),
  }
}

export type ArmSettings = ReturnType<typeof armSettings>
