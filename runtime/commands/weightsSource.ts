import { join } from "node:path"
import { Effect, Option, Result, Schema } from "effect"
import type { Experiment } from "../../dsl/experiment.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"
import { prefixed } from "../nn/layers/names.ts"
import { finetune } from "../stages/finetune/record.ts"
import { encoderModel, segmenter } from "../stages/models.ts"
import { pretrain } from "../stages/pretrain/record.ts"
import { arraysOf } from "../training/checkpoint.ts"
import { readSafetensors } from "../files/safetensors.ts"
import { Description } from "../weights/description.ts"
import { type Exported, inferenceOfNetwork } from "../weights/exported.ts"
import { inferenceOf, preprocessingOf } from "../weights/preprocessing.ts"
import { foldRoles, pick, refuse, runOf, type Which, finishedStage } from "./chosenRun.ts"
import { planned, type Planned } from "./planned.ts"
import type { StageFacts } from "../stages/record.ts"

/** MONAI's form of the network, if it has one. */
const describe = (
  { encoder, dataset }: Experiment,
  { crop, patch }: EncoderModel,
  network: { readonly kind: string } | undefined,
  outputs: number,
): Description | undefined => {
  if (encoder.kind !== "vit" || (network !== undefined && network.kind !== "unetr"))
    return undefined
  const described = Schema.decodeUnknownResult(Description)({
    encoder: { ...encoder, crop, patch },
    channels: dataset.modalities.length,
    ...(network === undefined ? {} : { unetr: { ...network, outputs } }),
  })
  return Result.getOrUndefined(described)
}

const trained = Effect.fnUntraced(function* (
  made: Planned,
  key: string | undefined,
  record: StageFacts,
  file: string,
) {
  if (key === undefined)
    return yield* refuse(
      "this arm trains nothing there",
      "an arm that pre-trains, or a task of segmentation",
      "name the task: --task NAME",
    )
  const { tensors } = yield* readSafetensors(join(yield* finishedStage(made, key, record), file))
  return arraysOf(tensors)
})

/** The network that a stage of an experiment file has trained. */
export const exportedStage = Effect.fn("exportedStage")(function* (
  path: string,
  scale: Option.Option<string>,
  which: Which,
) {
  const made = yield* planned(path, { scale })
  const run = yield* runOf(made, which)
  const { experiment } = run
  const roles = yield* foldRoles(run, which.fold)
  const { encoder: component, dataset, tasks } = experiment
  const channels = dataset.modalities.length
  const encoder = yield* encoderModel(component, channels)
  if (Option.isNone(which.task)) {
    const key = roles.get(pretrain.kind)
    const weights = yield* trained(made, key, pretrain, "encoder.safetensors")
    return {
      program: inferenceOfNetwork(encoder, undefined),
      weights: prefixed("encoder.", weights),
      description: describe(experiment, encoder, undefined, 0),
      preprocessing: preprocessingOf(experiment),
    } satisfies Exported
  }
  const name = yield* pick("task", which.task, Object.keys(tasks))
  const task = tasks[name]
  if (task?.of !== "masks")
    return yield* refuse(
      `${name} segments nothing`,
      "a task of segmentation",
      "export the encoder: leave out --task",
    )
  const outputs = task.regions.length
  const model = yield* segmenter(task.network, { encoder, channels, outputs })
  const key = roles.get(`${name}.${finetune.kind}`)
  return {
    program: inferenceOfNetwork(encoder, model),
    weights: yield* trained(made, key, finetune, "model.safetensors"),
    description: describe(experiment, encoder, task.network, outputs),
    preprocessing: { ...preprocessingOf(experiment), ...inferenceOf(experiment, task) },
  } satisfies Exported
})
