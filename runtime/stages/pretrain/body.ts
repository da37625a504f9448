import { Effect } from "effect"
import { chosen, stripPrefix } from "../../nn/layers/names.ts"
import { encoderPrefix } from "../../pretraining/contract.ts"
import { isImported } from "../../weights/importedObjective.ts"
import { initialState, stepInputs } from "../../pretraining/program.ts"
import { viewInputs } from "../../pretraining/viewInputs.ts"
import { random } from "../../random/random.ts"
import { cropsFor } from "../../training/crops.ts"
import { train } from "../../training/loop.ts"
import { samplesOf, stepsPerEpoch, totalSteps } from "../../training/sampling.ts"
import { scheduleFactor } from "../../training/schedule.ts"
import { collapseMonitor } from "./collapseMonitor.ts"
import { CurrentStage } from "../../current/currentStage.ts"
import { gradientMonitor } from "./gradientMonitor.ts"
import { importEncoder } from "./importEncoder.ts"
import { channelsOf, openedVolumes } from "../preprocess/artifact.ts"
import { dividedSubjects } from "../index/artifact.ts"
import { writeTrained } from "../trained.ts"
import build from "./program.ts"
import type { PretrainSettings } from "./record.ts"

/** Pre-trains the encoder, or takes it from a file: `encoder.safetensors`, `model.safetensors`, `history.json`. */
export default Effect.fn("pretrain")(function* (settings: PretrainSettings, seed: number) {
  const { pretraining, split } = settings
  if (isImported(pretraining)) return yield* importEncoder(settings, pretraining)
  const subjects = yield* dividedSubjects(split)
  const volumes = yield* openedVolumes(subjects.train)
  const { device, microBatch } = yield* CurrentStage
  const made = yield* build(settings, { channels: channelsOf(volumes) }, microBatch)
  const { training, encoder, model, update, program } = made
  const { epochs, batch, crops, augment, optimizer } = training

  const passes = { subjects: volumes.length, crops, epochs, batch }
  const duration = { epochs, stepsPerEpoch: stepsPerEpoch(passes) }
  const choice = { foreground: 0, regions: [] }
  const views = viewInputs(model)
  const plan = { volumes, size: encoder.crop, choice, augment, seed }
  const cropsOf = yield* cropsFor(plan, batch, views.length)
  const { model: alone, context } = made.single
  const measure = yield* collapseMonitor(alone, context, volumes, device)
  const gradients = yield* gradientMonitor(made.gradients, device)
  const steps = totalSteps(passes)
  const { state, history } = yield* train({
    program,
    initial: () => initialState(model, update, random(seed, "weights")),
    steps,
    passes,
    loss: "loss",
    measure,
    ...(gradients === undefined ? {} : { gradients }),
    batch: Effect.fnUntraced(function* (step: number) {
      const { images, subjects: names, release } = yield* cropsOf(samplesOf(passes, seed, step))
      const seen = Object.fromEntries(views.map((name, view) => [name, images[view]!]))
      const drawn = model.draw(random(seed, "draw", step))
      const factor = scheduleFactor(optimizer, duration, step)
      const rates = stepInputs(model, update, step, factor, (step - 1) / steps)
      return { inputs: { ...seen, ...drawn, ...rates }, subjects: names, release }
    }),
  })
  const weights = chosen(state, (name) => name in model.parameters)
  yield* writeTrained({
    state: weights,
    parameters: model.parameters,
    encoder: { weights: stripPrefix(encoderPrefix, weights), parameters: encoder.parameters },
    history,
  })
}, Effect.scoped)
