import { Result } from "effect"
import type { Split } from "../../dsl/dataset.ts"
import { axes } from "../../dsl/field.ts"
import { valueAt } from "../../dsl/replace.ts"
import type { IndexedSubject } from "../data/contract.ts"
import { slidingWindows } from "../data/transforms/crop/slidingWindow.ts"
import { labelFraction } from "../data/cohort/labelFraction.ts"
import type { SettingsOf } from "../plan/settings.ts"
import type { Stage, StageKind } from "../plan/stage.ts"
import { draws, sliceKinds } from "../stages/reconstruct/artifact.ts"
import { totalSteps } from "../training/sampling.ts"
import type { DataFacts } from "./data.ts"

/** What a stage does, known before it runs. */
export interface Work {
  /** Steps as the stage counts them in its progress. */
  readonly steps: number
  /** Bytes of its artifact beside trained weights. */
  readonly disk: number
  /** Set where it computes with tensors. */
  readonly tensors?: {
    /** What shapes its graph. */
    readonly shape: readonly unknown[]
    /** Runs of the graph in a step. */
    readonly runs: number
    /** Subjects in a step, where the data decide it. */
    readonly batch: number
  }
}

export const isKind = <Kind extends StageKind>(stage: Stage, kind: Kind): stage is Stage<Kind> =>
  stage.kind === kind

const numberAt = (value: unknown, field: string): number => {
  const found = valueAt(value, field)
  return typeof found === "number" ? found : Number.NaN
}

const product = (lengths: readonly number[]): number =>
  lengths.reduce((size, length) => size * length, 1)

const trainOf = (data: DataFacts, split: Split) => data.divided(split)?.train ?? []
const testOf = (data: DataFacts, split: Split) => data.divided(split)?.test ?? []

/** Training subjects that a share of the labels leaves. */
const labelled = (
  train: readonly IndexedSubject[],
  share: number,
  seed: number,
): readonly IndexedSubject[] => Result.getOrElse(labelFraction(train, share, seed), () => [])

const pretrain = (
  { encoder, pretraining, split }: SettingsOf["pretrain"],
  data: DataFacts,
): Work => ({
  steps: totalSteps({
    subjects: trainOf(data, split).length,
    crops: numberAt(pretraining, "crops"),
    epochs: numberAt(pretraining, "epochs"),
    batch: numberAt(pretraining, "batch"),
  }),
  disk: 0,
  tensors: { shape: [encoder, pretraining], runs: 1, batch: 1 },
})

const reconstruct = (
  { encoder, pretraining, split }: SettingsOf["reconstruct"],
  data: DataFacts,
): Work => {
  const subjects = testOf(data, split).length
  const plane = product(axes(encoder.crop).slice(1))
  return {
    steps: draws * subjects,
    disk: 4 * subjects * sliceKinds.length * data.modalities * plane,
    tensors: { shape: [encoder, pretraining], runs: 1, batch: 1 },
  }
}

const finetune = ({ encoder, task, split }: SettingsOf["finetune"], data: DataFacts): Work => {
  const { epochs, crops, batch, network, regions, microBatch, loss, optimizer } = task
  const subjects = labelled(trainOf(data, split), task.labelFraction, split.seed).length
  return {
    steps: totalSteps({ subjects, crops, epochs, batch }),
    disk: 0,
    tensors: {
      shape: [encoder, network, regions.length, batch, microBatch, loss, optimizer],
      runs: 1,
      batch: 1,
    },
  }
}

const predict = ({ encoder, task, split }: SettingsOf["predict"], data: DataFacts): Work => {
  const steps = testOf(data, split).length
  return {
    steps,
    disk: steps * task.regions.length * product(data.shape),
    tensors: {
      shape: [encoder, task.network, task.regions.length],
      runs: slidingWindows(data.shape, axes(encoder.crop), task.overlap).length,
      batch: 1,
    },
  }
}

const embed = ({ encoder }: SettingsOf["embed"], data: DataFacts): Work => ({
  steps: data.subjects.length,
  disk: 4 * data.subjects.length * encoder.width,
  tensors: {
    shape: [encoder],
    runs: slidingWindows(data.shape, axes(encoder.crop), 0).length,
    batch: 1,
  },
})

const probe = (
  { task, split }: SettingsOf["probe"],
  data: DataFacts,
  shape: readonly unknown[],
): Work => {
  const { label, labelFraction: share, network, optimizer } = task
  const known = trainOf(data, split).filter(({ labels }) => (labels[label] ?? null) !== null)
  const subjects = labelled(known, share, split.seed).length
  const batch = Math.min(task.batch, subjects)
  return {
    steps: totalSteps({ subjects, crops: 1, epochs: task.epochs, batch }),
    disk: 0,
    tensors: { shape: [...shape, network, optimizer, batch], runs: 1, batch },
  }
}

const preprocess = (data: DataFacts): Work => ({
  steps: data.subjects.length,
  // Images as float32 and a label as a byte.
  disk: data.subjects.length * product(data.shape) * (4 * data.modalities + 1),
})

/** Whether the data allow the split that a stage reads. */
export const isDividable = ({ settings }: Stage, data: DataFacts): boolean =>
  !("split" in settings) || data.divided(settings.split) !== undefined

/** What a stage does on its data; `features` is the width that a probe reads. */
export const workOf = (stage: Stage, data: DataFacts, features: number): Work | undefined => {
  if (isKind(stage, "pretrain"))
    return stage.settings.pretraining.kind === "imported"
      ? undefined
      : pretrain(stage.settings, data)
  if (isKind(stage, "reconstruct")) return reconstruct(stage.settings, data)
  if (isKind(stage, "finetune")) return finetune(stage.settings, data)
  if (isKind(stage, "predict")) return predict(stage.settings, data)
  if (isKind(stage, "embed")) return embed(stage.settings, data)
  if (isKind(stage, "probe")) return probe(stage.settings, data, [features])
  if (isKind(stage, "classify")) return probe(stage.settings, data, [stage.settings.encoder])
  if (isKind(stage, "preprocess")) return preprocess(data)
  if (isKind(stage, "score") && stage.settings.task.kind === "segmentation")
    return { steps: testOf(data, stage.settings.split).length, disk: 0 }
  return undefined
}
