import { Effect } from "effect"
import { slidingWindows } from "../../data/transforms/crop/slidingWindow.ts"
import { readImageCrop } from "../../data/volume/crop.ts"
import { prepare } from "../../engine/index.ts"
import { random } from "../../random/random.ts"
import { cropsFor } from "../../training/crops.ts"
import {
  imageClassificationInference,
  imageClassificationProgram,
} from "../../training/imageClassification.ts"
import { initialModel, storedParameters } from "../../training/taskModel.ts"
import { train } from "../../training/loop.ts"
import { samplesOf, stepsPerEpoch, totalSteps } from "../../training/sampling.ts"
import { scheduleFactor } from "../../training/schedule.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { writeJson } from "../files.ts"
import { labelledSubjects } from "../labelledSubjects.ts"
import { encoderModel, imageClassifier, withOptimizer } from "../models.ts"
import { Stopped } from "../../current/stopped.ts"
import { openedVolumes } from "../subjects.ts"
import { pretrainedWeights, writeTrained } from "../trained.ts"
import type { ClassifySettings } from "./record.ts"

/** Windows that cover a volume, side by side where its shape allows. */
const overlap = 0

/** Crops anywhere in a volume, without a truth of voxels. */
const anywhere = { foreground: 0, regions: [] }

/**
 * Trains a classifier of images on one crop of every training subject an epoch, and applies it to the
 * test subjects that have the label, by the mean logit over windows that cover the volume:
 * `probabilities.json`, `model.safetensors`, `history.json`.
 */
export default Effect.fn("classify")(function* (
  { encoder, task, split }: ClassifySettings,
  seed: number,
) {
  const { device, out, stopping } = yield* CurrentStage
  const { training, test } = yield* labelledSubjects(task, split)
  const volumes = yield* openedVolumes(training)
  const channels = volumes[0]?.meta.channels.length ?? 0
  const base = yield* encoderModel(encoder, channels)
  const classifier = yield* imageClassifier(task.network, { encoder: base, channels, outputs: 1 })
  const { optimizer, implementation } = yield* withOptimizer(task.optimizer)
  const pretrained = yield* pretrainedWeights

  const batch = Math.min(task.batch, training.length)
  const passes = { subjects: training.length, crops: 1, epochs: task.epochs, batch }
  const duration = { epochs: task.epochs, stepsPerEpoch: stepsPerEpoch(passes) }
  const setting = { classifier, batch, optimizer, implementation }
  const program = imageClassificationProgram(setting)
  const plan = { volumes, size: base.crop, choice: anywhere, augment: [], seed }
  const cropsOf = yield* cropsFor(plan, batch)
  const { state, history } = yield* train({
    program,
    initial: () =>
      initialModel(classifier, implementation, pretrained ?? {}, random(seed, "weights")),
    steps: totalSteps(passes),
    passes,
    loss: "loss",
    batch: Effect.fnUntraced(function* (step: number) {
      const samples = samplesOf(passes, seed, step)
      const { image, subjects } = yield* cropsOf(samples)
      const truth = Float32Array.from(samples, ({ subject }) => training[subject]!.truth)
      const rate = optimizer.lr * scheduleFactor(optimizer, duration, step)
      const rates = implementation.inputValues(optimizer, step, rate)
      return { inputs: { image, truth, ...rates }, subjects }
    }),
  })

  const names = storedParameters(classifier)
  const model = Object.fromEntries(Object.entries(state).filter(([name]) => name in names))
  const inference = yield* prepare(imageClassificationInference(classifier, 1), device)
  yield* inference.load(model)
  const probabilities: number[] = []
  for (const volume of yield* openedVolumes(test)) {
    if (stopping()) return yield* new Stopped({ step: totalSteps(passes) })
    const windows = slidingWindows(volume.meta.shape, base.crop, overlap)
    let sum = 0
    for (const origin of windows) {
      const image = yield* readImageCrop(volume, origin, base.crop)
      const { logits } = yield* inference.step({ image })
      sum += logits?.[0] ?? Number.NaN
    }
    probabilities.push(1 / (1 + Math.exp(-sum / windows.length)))
  }
  yield* writeJson(out, "probabilities.json", {
    subjects: test.map(({ id }) => id),
    probabilities,
    truth: test.map(({ truth }) => truth),
  })
  yield* writeTrained({ model, specs: program.state, history })
}, Effect.scoped)
