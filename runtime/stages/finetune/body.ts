import { Effect } from "effect"
import { CurrentStage } from "../../current/currentStage.ts"
import { labelFraction } from "../../data/cohort/labelFraction.ts"
import { random } from "../../random/random.ts"
import { cropsFor } from "../../training/crops.ts"
import { train } from "../../training/loop.ts"
import { samplesOf, totalSteps } from "../../training/sampling.ts"
import { optimizerInputs } from "../../training/schedule.ts"
import { initialModel, storedParameters } from "../../training/taskModel.ts"
import type { Arrays } from "../../engine/index.ts"
import { chosen } from "../../nn/layers/names.ts"
import { bestWeights, keepBest } from "../../training/bestWeights.ts"
import { validationOf } from "./validation.ts"
import { dividedSubjects } from "../index/artifact.ts"
import { channelsOf, openedVolumes } from "../preprocess/artifact.ts"
import { pretrainedWeights } from "../pretrain/artifact.ts"
import { writeTrained } from "../trained.ts"
import build from "./program.ts"
import type { FinetuneSettings } from "./record.ts"

/**
 * Trains a segmentation network and its encoder on the labelled training subjects: `model.safetensors`,
 * `history.json`. Where the split has validation subjects they are measured now and then; test subjects
 * are not looked at.
 */
export default Effect.fn("finetune")(function* (settings: FinetuneSettings, seed: number) {
  const { task, split } = settings
  const divided = yield* dividedSubjects(split)
  const labelled = yield* Effect.fromResult(
    labelFraction(divided.train, task.labelFraction, split.seed),
  )
  const volumes = yield* openedVolumes(labelled)
  const { microBatch, checkpoint } = yield* CurrentStage
  const sizes = { channels: channelsOf(volumes) }
  const made = yield* build(settings, sizes, microBatch)
  const { model, update, program } = made
  const pretrained = (yield* pretrainedWeights) ?? {}

  const { epochs, crops, batch, foreground } = task
  const passes = { subjects: volumes.length, crops, epochs, batch }
  const { size, regions, augment } = made.crops
  const choice = { foreground, regions }
  const stored = storedParameters(model)
  const validate = yield* validationOf(model, settings, yield* openedVolumes(divided.validation))
  const choosesBest = validate !== undefined && task.checkpoint === "best"
  const measure = (of: NonNullable<typeof validate>) =>
    Effect.fnUntraced(function* (reached: Arrays, tell: Effect.Effect<void>) {
      const found = yield* of(reached, tell)
      const numbers = Object.values(found)
      const score = numbers.reduce((sum, one) => sum + one, 0) / numbers.length
      if (choosesBest)
        yield* keepBest(
          checkpoint,
          program.state,
          chosen(reached, (name) => name in stored),
          score,
        )
      return found
    })
  const cropsOf = yield* cropsFor({ volumes, size, choice, augment, seed }, batch)
  const { state, history } = yield* train({
    program,
    initial: () => initialModel(model, update.implementation, pretrained, random(seed, "weights")),
    steps: totalSteps(passes),
    passes,
    loss: "loss",
    ...(validate === undefined ? {} : { measure: measure(validate) }),
    batch: Effect.fnUntraced(function* (step: number) {
      const { images, truth, subjects, release } = yield* cropsOf(samplesOf(passes, seed, step))
      const rates = optimizerInputs(update, passes, step)
      return { inputs: { image: images[0]!, truth, ...rates }, subjects, release }
    }),
  })
  const best = choosesBest ? yield* bestWeights(checkpoint) : undefined
  yield* writeTrained({ state: best ?? state, parameters: stored, history })
}, Effect.scoped)
