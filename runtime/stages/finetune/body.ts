import { Effect } from "effect"
import { CurrentStage } from "../../current/currentStage.ts"
import { labelFraction } from "../../data/cohort/labelFraction.ts"
import { random } from "../../random/random.ts"
import { cropsFor } from "../../training/crops.ts"
import { train } from "../../training/loop.ts"
import { samplesOf, totalSteps } from "../../training/sampling.ts"
import { optimizerInputs } from "../../training/schedule.ts"
import { initialModel, storedParameters } from "../../training/taskModel.ts"
import { channelsOf, dividedSubjects, openedVolumes } from "../subjects.ts"
import { pretrainedWeights, writeTrained } from "../trained.ts"
import build from "./program.ts"
import type { FinetuneSettings } from "./record.ts"

/**
 * Trains a segmentation network and its encoder on the labelled training subjects:
 * `model.safetensors`, `history.json`.
 */
export default Effect.fn("finetune")(function* (settings: FinetuneSettings, seed: number) {
  const { task, regions, split } = settings
  const divided = yield* dividedSubjects(split)
  const labelled = yield* Effect.fromResult(
    labelFraction(divided.train, task.labelFraction, split.seed),
  )
  const volumes = yield* openedVolumes(labelled)
  const { microBatch } = yield* CurrentStage
  const sizes = { channels: channelsOf(volumes) }
  const { model, update, program } = yield* build(settings, sizes, microBatch)
  const pretrained = (yield* pretrainedWeights) ?? {}

  const { epochs, crops, batch, augment, foreground } = task
  const passes = { subjects: volumes.length, crops, epochs, batch }
  const choice = { foreground, regions: task.regions.map((region) => regions[region] ?? []) }
  const { crop } = model.encoder
  const cropsOf = yield* cropsFor({ volumes, size: crop, choice, augment, seed }, batch)
  const { state, history } = yield* train({
    program,
    initial: () => initialModel(model, update.implementation, pretrained, random(seed, "weights")),
    steps: totalSteps(passes),
    passes,
    loss: "loss",
    batch: Effect.fnUntraced(function* (step: number) {
      const { image, truth, subjects } = yield* cropsOf(samplesOf(passes, seed, step))
      return { inputs: { image, truth, ...optimizerInputs(update, passes, step) }, subjects }
    }),
  })
  yield* writeTrained({ state, parameters: storedParameters(model), history })
}, Effect.scoped)
