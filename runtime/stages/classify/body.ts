import { Effect } from "effect"
import { CurrentStage } from "../../current/currentStage.ts"
import { Stopped } from "../../current/stopped.ts"
import { slidingWindows } from "../../data/transforms/crop/slidingWindow.ts"
import { readImageCrop } from "../../data/volume/crop.ts"
import { prepare } from "../../engine/index.ts"
import { random } from "../../random/random.ts"
import { cropsFor } from "../../training/crops.ts"
import { imageClassificationInference } from "../../training/imageClassification.ts"
import { train } from "../../training/loop.ts"
import { notFiniteOutput } from "../../training/notFinite.ts"
import { samplesOf, subjectPasses, totalSteps } from "../../training/sampling.ts"
import { optimizerInputs } from "../../training/schedule.ts"
import { initialModel, storedParameters } from "../../training/taskModel.ts"
import { knownSubjects } from "../knownParts.ts"
import { sigmoid, writePredictions } from "../predictions.ts"
import { channelsOf, openedVolumes } from "../preprocess/artifact.ts"
import { writeTrained } from "../trained.ts"
import { pretrainedWeights } from "../pretrain/artifact.ts"
import build from "./program.ts"
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
export default Effect.fn("classify")(function* (settings: ClassifySettings, seed: number) {
  const { device, out, stopping } = yield* CurrentStage
  const { task, split } = settings
  const { training, test } = yield* knownSubjects(task, split)
  const volumes = yield* openedVolumes(training)
  const passes = subjectPasses(task, training.length)
  const { batch } = passes
  const sizes = { channels: channelsOf(volumes), batch }
  const { classifier, update, program } = yield* build(settings, sizes)
  const { crop } = classifier.encoder
  const pretrained = (yield* pretrainedWeights) ?? {}
  const cropsOf = yield* cropsFor(
    { volumes, size: crop, choice: anywhere, augment: [], seed },
    batch,
  )
  const { state, history } = yield* train({
    program,
    initial: () =>
      initialModel(classifier, update.implementation, pretrained, random(seed, "weights")),
    steps: totalSteps(passes),
    passes,
    loss: "loss",
    batch: Effect.fnUntraced(function* (step: number) {
      const samples = samplesOf(passes, seed, step)
      const { image, subjects } = yield* cropsOf(samples)
      const truth = Float32Array.from(samples, ({ subject }) => training[subject]!.truth)
      return { inputs: { image, truth, ...optimizerInputs(update, passes, step) }, subjects }
    }),
  })

  const parameters = storedParameters(classifier)
  const model = yield* writeTrained({ state, parameters, history })
  const inference = yield* prepare(imageClassificationInference(classifier, 1), device)
  yield* inference.load(model)
  const predictions: number[] = []
  for (const volume of yield* openedVolumes(test)) {
    if (stopping()) return yield* new Stopped({ step: totalSteps(passes) })
    const windows = slidingWindows(volume.meta.shape, crop, overlap)
    let sum = 0
    for (const origin of windows) {
      const image = yield* readImageCrop(volume, origin, crop)
      const { logits } = yield* inference.step({ image })
      sum += logits?.[0] ?? Number.NaN
    }
    if (!Number.isFinite(sum)) return yield* notFiniteOutput(volume.meta.id, sum)
    predictions.push(sigmoid(sum / windows.length))
  }
  yield* writePredictions(out, task.of, {
    subjects: test.map(({ id }) => id),
    predictions,
    truths: test.map(({ truth }) => truth),
  })
}, Effect.scoped)
