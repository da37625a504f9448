import { Effect, Scope } from "effect"
import { CurrentStage } from "../../current/currentStage.ts"
import { labelledParts } from "../../data/cohort/truthParts.ts"
import { type Arrays, prepare } from "../../engine/index.ts"
import { accuracy } from "../../metrics/accuracy.ts"
import { auc } from "../../metrics/auc.ts"
import { chosen } from "../../nn/layers/names.ts"
import { random } from "../../random/random.ts"
import { cropsFor } from "../../training/crops.ts"
import { imageClassificationInference } from "../../training/imageClassification.ts"
import { train } from "../../training/loop.ts"
import { samplesOf, subjectPasses, totalSteps } from "../../training/sampling.ts"
import { optimizerInputs } from "../../training/schedule.ts"
import { initialModel, storedParameters } from "../../training/taskModel.ts"
import { dividedSubjects } from "../index/artifact.ts"
import { writePredictions } from "../predictions.ts"
import { channelsOf, openedVolumes } from "../preprocess/artifact.ts"
import { writeTrained } from "../trained.ts"
import { pretrainedWeights } from "../pretrain/artifact.ts"
import { probabilitiesOf } from "./probabilities.ts"
import build from "./program.ts"
import type { ClassifySettings } from "./record.ts"

/** Crops anywhere in a volume, without a truth of voxels. */
const anywhere = { foreground: 0, regions: [] }

/**
 * Trains a classifier of images on one crop of every training subject an epoch, and applies it to the
 * test subjects that have the label, by the mean logit over windows that cover the volume:
 * `probabilities.json`, `model.safetensors`, `history.json`. Where the split has validation subjects, their
 * AUC and accuracy are measured now and then; the last weights are kept.
 */
export default Effect.fn("classify")(function* (settings: ClassifySettings, seed: number) {
  const { device, out } = yield* CurrentStage
  const { task, split } = settings
  const { training, validation, test } = yield* Effect.fromResult(
    labelledParts(task, yield* dividedSubjects(split), split.seed),
  )
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
  const parameters = storedParameters(classifier)
  // Opened where it is first asked for, which may be inside the training, and open to the end.
  const inference = yield* Effect.cached(
    Scope.provide(
      prepare(imageClassificationInference(classifier, 1), device),
      yield* Effect.scope,
    ),
  )
  const validated = yield* openedVolumes(validation)
  const measure = Effect.fnUntraced(function* (reached: Arrays, tell: Effect.Effect<void>) {
    const prepared = yield* inference
    yield* prepared.load(chosen(reached, (name) => name in parameters))
    const probabilities = yield* probabilitiesOf(prepared, validated, crop, tell)
    const truths = validation.map(({ truth }) => truth)
    const found = {
      "validation.auc": auc(probabilities, truths),
      "validation.accuracy": accuracy(probabilities, truths, { threshold: 0.5 }),
    }
    return Object.fromEntries(Object.entries(found).filter(([, value]) => Number.isFinite(value)))
  })
  const { state, history } = yield* train({
    program,
    initial: () =>
      initialModel(classifier, update.implementation, pretrained, random(seed, "weights")),
    steps: totalSteps(passes),
    passes,
    loss: "loss",
    ...(validation.length === 0 ? {} : { measure }),
    batch: Effect.fnUntraced(function* (step: number) {
      const samples = samplesOf(passes, seed, step)
      const { images, subjects, release } = yield* cropsOf(samples)
      const truth = Float32Array.from(samples, ({ subject }) => training[subject]!.truth)
      const rates = optimizerInputs(update, passes, step)
      return { inputs: { image: images[0]!, truth, ...rates }, subjects, release }
    }),
  })

  const model = yield* writeTrained({ state, parameters, history })
  const prepared = yield* inference
  yield* prepared.load(model)
  const predictions = yield* probabilitiesOf(prepared, yield* openedVolumes(test), crop)
  yield* writePredictions(out, task.of, {
    subjects: test.map(({ id }) => id),
    predictions,
    truths: test.map(({ truth }) => truth),
  })
}, Effect.scoped)
