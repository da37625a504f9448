import { join } from "node:path"
import { Effect, Option, Result, Schema } from "effect"
import type { Experiment } from "../../dsl/experiment.ts"
import type { EncoderModel } from "../nn/encoderContract.ts"
import { prefixed } from "../nn/layers/names.ts"
import type { Stage } from "../plan/stage.ts"
import { finetune } from "../stages/finetune/record.ts"
import { encoderModel, segmenter } from "../stages/models.ts"
import { pretrain } from "../stages/pretrain/record.ts"
import { Store } from "../store/store.ts"
import { arraysOf } from "../training/checkpoint.ts"
import { readSafetensors } from "../files/safetensors.ts"
import { Description } from "../weights/description.ts"
import { type Exported, inferenceOfNetwork } from "../weights/exported.ts"
import { inferenceOf, preprocessingOf } from "../weights/preprocessing.ts"
import { foldRoles, pick, refuse, runOf, type Which } from "./chosenRun.ts"
import { planned } from "./planned.ts"

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

const opened = Effect.fnUntraced(function* (stage: Stage | undefined, file: string, path: string) {
  if (stage === undefined)
    return yield* refuse(
      "this arm trains nothing there",
      "an arm that pre-trains, or a task of segmentation",
      "name the task: --task NAME",
    )
  const { has, open } = yield* Store
  if (!(yield* has(stage)))
    return yield* refuse(
      `${stage.label} has not run yet`,
      "a finished stage",
      `run it: ablate run ${path} --only "${stage.kind}"`,
    )
  return yield* readSafetensors(join(yield* open(stage), file))
})

/** The network that a stage of an experiment file has trained. */
export const exportedStage = Effect.fn("exportedStage")(function* (
  path: string,
  scale: Option.Option<string>,
  store: string,
  which: Which,
) {
  const made = yield* planned(path, { scale }, store)
  const run = yield* runOf(made, which)
  const { experiment } = run
  const roles = yield* foldRoles(run, which.fold)
  const { encoder: component, dataset, tasks } = experiment
  const stageAt = (role: string) => made.plan.stages.find(({ key }) => key === roles.get(role))
  const channels = dataset.modalities.length
  const encoder = yield* encoderModel(component, channels)
  if (Option.isNone(which.task)) {
    const { tensors } = yield* opened(stageAt(pretrain.kind), "encoder.safetensors", path)
    return {
      program: inferenceOfNetwork(encoder, undefined),
      weights: prefixed("encoder.", arraysOf(tensors)),
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
  const { tensors } = yield* opened(stageAt(`${name}.${finetune.kind}`), "model.safetensors", path)
  return {
    program: inferenceOfNetwork(encoder, model),
    weights: arraysOf(tensors),
    description: describe(experiment, encoder, task.network, outputs),
    preprocessing: { ...preprocessingOf(experiment), ...inferenceOf(experiment, task) },
  } satisfies Exported
})
