import { Effect } from "effect"
import type { Arrays } from "../../engine/index.ts"
import { Faulty } from "../../faults/faulty.ts"
import { stripPrefix } from "../../nn/layers/names.ts"
import { encoderPrefix } from "../../pretraining/contract.ts"
import { isImported } from "../../weights/importedObjective.ts"
import { microBatchFaults } from "../../pretraining/microBatchFaults.ts"
import {
  initialState,
  pretrainingProgram,
  stepInputs,
  viewInputs,
} from "../../pretraining/program.ts"
import { random } from "../../random/random.ts"
import { cropsFor } from "../../training/crops.ts"
import { train } from "../../training/loop.ts"
import { type Sample, samplesOf, stepsPerEpoch, totalSteps } from "../../training/sampling.ts"
import { scheduleFactor } from "../../training/schedule.ts"
import { collapseMonitor } from "./collapseMonitor.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { importEncoder } from "./importEncoder.ts"
import { trainingOf } from "./training.ts"
import { microBatchWithin } from "../microBatch.ts"
import { encoderModel, objectiveModel, withOptimizer } from "../models.ts"
import { dividedSubjects, openedVolumes } from "../subjects.ts"
import { writeTrained } from "../trained.ts"
import type { PretrainSettings } from "./record.ts"

/** Pre-trains the encoder, or takes it from a file: `encoder.safetensors`, `model.safetensors`, `history.json`. */
export default Effect.fn("pretrain")(function* (settings: PretrainSettings, seed: number) {
  const { pretraining, split } = settings
  if (isImported(pretraining)) return yield* importEncoder(settings, pretraining)
  const training = yield* trainingOf(pretraining)
  const { epochs, batch, crops, augment, optimizer } = training
  const subjects = yield* dividedSubjects(split)
  const volumes = yield* openedVolumes(subjects.train)
  const channels = volumes[0]?.meta.channels.length ?? 0
  const encoder = yield* encoderModel(settings.encoder, channels)
  const { model, context } = yield* objectiveModel(pretraining, encoder, batch)
  const couples = model.separable === true ? undefined : "its losses are not means over crops"
  const microBatch = yield* microBatchWithin(training.microBatch, couples)
  const faults = microBatchFaults(pretraining.kind, model, batch, microBatch)
  if (faults.length > 0) return yield* new Faulty({ faults })
  const update = yield* withOptimizer(optimizer)

  const passes = { subjects: volumes.length, crops, epochs, batch }
  const duration = { epochs, stepsPerEpoch: stepsPerEpoch(passes) }
  const program = pretrainingProgram(pretraining.kind, model, context, update, microBatch)
  const choice = { foreground: 0, regions: [] }
  const views = viewInputs(model)
  const plan = { volumes, size: encoder.crop, choice, augment, seed }
  const cropsOf = yield* cropsFor(plan, batch * views.length)
  const viewsOf = Effect.fnUntraced(function* (samples: readonly Sample[]) {
    const asked =
      views.length === 1
        ? samples
        : views.flatMap((_, view) => samples.map((sample) => ({ ...sample, view })))
    const { image, subjects } = yield* cropsOf(asked)
    const size = image.length / views.length
    const images = views.map((name, view) => [name, image.subarray(view * size, (view + 1) * size)])
    const inputs: Arrays = Object.fromEntries(images)
    return { inputs, subjects: subjects.slice(0, samples.length) }
  })
  const single = yield* objectiveModel(pretraining, encoder, 1)
  const { device } = yield* CurrentStage
  const measure = yield* collapseMonitor(single.model, single.context, volumes, device)
  const steps = totalSteps(passes)
  const { state, history } = yield* train({
    program,
    initial: () => initialState(model, update, random(seed, "weights")),
    steps,
    passes,
    loss: "loss",
    measure,
    batch: Effect.fnUntraced(function* (step: number) {
      const { inputs, subjects: names } = yield* viewsOf(samplesOf(passes, seed, step))
      const drawn = model.draw(random(seed, "draw", step))
      const factor = scheduleFactor(optimizer, duration, step)
      const rates = stepInputs(model, update, step, factor, (step - 1) / steps)
      return { inputs: { ...inputs, ...drawn, ...rates }, subjects: names }
    }),
  })
  const isWeight = ([name]: readonly [string, unknown]) => name in model.parameters
  const weights = Object.fromEntries(Object.entries(state).filter(isWeight))
  yield* writeTrained({
    model: weights,
    specs: program.state,
    encoder: { weights: stripPrefix(encoderPrefix, weights), parameters: encoder.parameters },
    history,
  })
}, Effect.scoped)
