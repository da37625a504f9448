import { Effect } from "effect"
import { labelFraction } from "../../data/cohort/labelFraction.ts"
import { Faulty } from "../../faults/faulty.ts"
import { random } from "../../random/random.ts"
import { cropsFor } from "../../training/crops.ts"
import { train } from "../../training/loop.ts"
import { couplingOf, segmenterBatchFaults } from "../../training/segmenterBatchFaults.ts"
import { samplesOf, stepsPerEpoch, totalSteps } from "../../training/sampling.ts"
import { scheduleFactor } from "../../training/schedule.ts"
import { segmentationProgram } from "../../training/segmentation.ts"
import { initialModel, storedParameters } from "../../training/taskModel.ts"
import { microBatchWithin } from "../microBatch.ts"
import { encoderModel, segmenter, withOptimizer } from "../models.ts"
import { dividedSubjects, openedVolumes } from "../subjects.ts"
import { pretrainedWeights, writeTrained } from "../trained.ts"
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
  const channels = volumes[0]?.meta.channels.length ?? 0
  const outputs = task.regions.length
  const encoder = yield* encoderModel(settings.encoder, channels)
  const model = yield* segmenter(task.network, { encoder, channels, outputs })
  const { optimizer, implementation } = yield* withOptimizer(task.optimizer)
  const pretrained = yield* pretrainedWeights

  const { epochs, crops, batch, loss } = task
  const microBatch = yield* microBatchWithin(task.microBatch, couplingOf(model))
  const faults = segmenterBatchFaults(model, batch, microBatch)
  if (faults.length > 0) return yield* new Faulty({ faults })
  const passes = { subjects: volumes.length, crops, epochs, batch }
  const duration = { epochs, stepsPerEpoch: stepsPerEpoch(passes) }
  const training = { segmenter: model, batch, microBatch, loss, optimizer, implementation }
  const program = segmentationProgram(training)
  const choice = {
    foreground: task.foreground,
    regions: task.regions.map((region) => regions[region] ?? []),
  }
  const { augment } = task
  const cropsOf = yield* cropsFor({ volumes, size: encoder.crop, choice, augment, seed }, batch)
  const { state, history } = yield* train({
    program,
    initial: () => initialModel(model, implementation, pretrained ?? {}, random(seed, "weights")),
    steps: totalSteps(passes),
    passes,
    loss: "loss",
    batch: Effect.fnUntraced(function* (step: number) {
      const { image, truth, subjects } = yield* cropsOf(samplesOf(passes, seed, step))
      const rate = optimizer.lr * scheduleFactor(optimizer, duration, step)
      const rates = implementation.inputValues(optimizer, step, rate)
      return { inputs: { image, truth, ...rates }, subjects }
    }),
  })
  const names = storedParameters(model)
  yield* writeTrained({
    model: Object.fromEntries(Object.entries(state).filter(([name]) => name in names)),
    specs: program.state,
    history,
  })
}, Effect.scoped)
