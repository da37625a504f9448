import { Effect } from "effect"
import { Faulty } from "../faults/faulty.ts"
import type { Program } from "../engine/program.ts"
import { stripPrefix } from "../nn/layers/names.ts"
import { specsOf } from "../nn/layers/parameter.ts"
import type { SettingsOf } from "../plan/settings.ts"
import type { Stage } from "../plan/stage.ts"
import { microBatchFaults } from "../pretraining/microBatchFaults.ts"
import { pretrainingProgram } from "../pretraining/program.ts"
import { encoderPrefix } from "../pretraining/contract.ts"
import { reconstructionProgram } from "../pretraining/reconstructionProgram.ts"
import {
  encoderModel,
  head,
  imageClassifier,
  objectiveModel,
  segmenter,
  withOptimizer,
} from "../stages/models.ts"
import { trainingOf } from "../stages/pretrain/training.ts"
import { classificationProgram } from "../training/classification.ts"
import { embeddingProgram } from "../training/embedding.ts"
import { imageClassificationProgram } from "../training/imageClassification.ts"
import { segmenterBatchFaults } from "../training/segmenterBatchFaults.ts"
import { inferenceProgram, segmentationProgram } from "../training/segmentation.ts"
import { trainedParameters } from "../training/taskModel.ts"
import { bytesOf } from "./graph.ts"
import { isKind } from "./work.ts"

/** The program of a stage, and the bytes of the weights that its artifact keeps. */
export interface Built {
  readonly program: Program
  readonly weights: number
}

/** Channels of the images, and what a probe reads and takes in a step. */
export interface Sizes {
  readonly channels: number
  readonly features: number
  readonly batch: number
}

const pretraining = Effect.fnUntraced(function* (
  { encoder, pretraining: objective }: SettingsOf["pretrain"],
  channels: number,
) {
  const { batch, microBatch, optimizer } = yield* trainingOf(objective)
  const base = yield* encoderModel(encoder, channels)
  const { model, context } = yield* objectiveModel(objective, base, batch)
  const faults = microBatchFaults(objective.kind, model, batch, microBatch)
  if (faults.length > 0) return yield* new Faulty({ faults })
  const update = yield* withOptimizer(optimizer)
  const program = pretrainingProgram(objective.kind, model, context, update, microBatch)
  const weights = specsOf(model.parameters)
  return { program, weights: bytesOf(weights) + bytesOf(stripPrefix(encoderPrefix, weights)) }
})

const finetuning = Effect.fnUntraced(function* (
  { encoder, task }: SettingsOf["finetune"],
  channels: number,
) {
  const base = yield* encoderModel(encoder, channels)
  const outputs = task.regions.length
  const model = yield* segmenter(task.network, { encoder: base, channels, outputs })
  const { batch, microBatch, loss } = task
  const faults = segmenterBatchFaults(model, batch, microBatch)
  if (faults.length > 0) return yield* new Faulty({ faults })
  const update = yield* withOptimizer(task.optimizer)
  const program = segmentationProgram({ segmenter: model, batch, microBatch, loss, ...update })
  return { program, weights: bytesOf(specsOf(trainedParameters(model))) }
})

const prediction = Effect.fnUntraced(function* (
  { encoder, task }: SettingsOf["predict"],
  channels: number,
) {
  const base = yield* encoderModel(encoder, channels)
  const outputs = task.regions.length
  const model = yield* segmenter(task.network, { encoder: base, channels, outputs })
  return { program: inferenceProgram(model, 1), weights: 0 }
})

const classifying = Effect.fnUntraced(function* (
  { encoder, task }: SettingsOf["classify"],
  { channels, batch }: Sizes,
) {
  const base = yield* encoderModel(encoder, channels)
  const classifier = yield* imageClassifier(task.network, { encoder: base, channels, outputs: 1 })
  const update = yield* withOptimizer(task.optimizer)
  const program = imageClassificationProgram({ classifier, batch, ...update })
  return { program, weights: bytesOf(specsOf(trainedParameters(classifier))) }
})

const probing = Effect.fnUntraced(function* (
  { task }: SettingsOf["probe"],
  { features, batch }: Sizes,
) {
  const model = yield* head(task.network, { width: features, outputs: 1 })
  const update = yield* withOptimizer(task.optimizer)
  const program = classificationProgram({ head: model, width: features, batch, ...update })
  return { program, weights: bytesOf(specsOf(model.parameters)) }
})

/** Puts the program of a stage together as its worker would; none where it has none. */
export const buildProgram = Effect.fnUntraced(function* (
  stage: Stage,
  sizes: Sizes,
): Effect.fn.Return<Built | undefined, Faulty> {
  const { channels } = sizes
  if (isKind(stage, "pretrain")) return yield* pretraining(stage.settings, channels)
  if (isKind(stage, "reconstruct")) {
    const { encoder, pretraining: objective } = stage.settings
    const base = yield* encoderModel(encoder, channels)
    const { model, context } = yield* objectiveModel(objective, base, 1)
    const program = reconstructionProgram("reconstruction", model, context)
    return program === undefined ? undefined : { program, weights: 0 }
  }
  if (isKind(stage, "finetune")) return yield* finetuning(stage.settings, channels)
  if (isKind(stage, "predict")) return yield* prediction(stage.settings, channels)
  if (isKind(stage, "classify")) return yield* classifying(stage.settings, sizes)
  if (isKind(stage, "probe")) return yield* probing(stage.settings, sizes)
  if (isKind(stage, "embed")) {
    const model = yield* encoderModel(stage.settings.encoder, channels)
    return { program: embeddingProgram(model), weights: 0 }
  }
  return undefined
})
