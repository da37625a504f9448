import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { adam } from "../../dsl/optimizer.ts"
import { barlowTwins, moco, simmim } from "../../dsl/pretraining.ts"
import type { Arrays, Device } from "../../runtime/engine/index.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import barlowTwinsObjective from "../../runtime/pretraining/barlowTwinsObjective.ts"
import type { ObjectiveModel } from "../../runtime/pretraining/contract.ts"
import mocoObjective from "../../runtime/pretraining/moco.ts"
import { initialState, pretrainingProgram, stepInputs } from "../../runtime/pretraining/program.ts"
import simmimObjective from "../../runtime/pretraining/simmim.ts"
import { viewInputs } from "../../runtime/pretraining/viewInputs.ts"
import { random } from "../../runtime/random/random.ts"
import { CurrentStage } from "../../runtime/current/currentStage.ts"
import { train, type Training } from "../../runtime/training/loop.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import { images } from "./images.ts"
import { builtInMasks } from "./masks.ts"

const steps = 12
const [batch, channels] = [4, 2]
const device: Device = { kind: "cpu", threads: 1 }
const optimizer = adam({ lr: 1e-3, weightDecay: 0.05 })
const update = { optimizer, implementation: adamOptimizer }
const training = { epochs: 1, batch, optimizer }
const encoder = vitModule.model(vit({ crop: 8, patch: 4, width: 12, depth: 2, heads: 2 }), channels)
const context = { encoder, batch, masks: builtInMasks }

const trainingOf = (model: ObjectiveModel): Training<never, never> => ({
  program: pretrainingProgram("test", model, context, update),
  initial: () => initialState(model, update, random(0, "weights")),
  steps,
  loss: "loss",
  measure: () => Effect.succeed({ measured: 1 }),
  batch: (step) => {
    const views = viewInputs(model).map((name, view) => [
      name,
      images(batch, channels, 8, 10 * step + view),
    ])
    const inputs: Arrays = {
      ...Object.fromEntries(views),
      ...model.draw(random(0, "draw", step)),
      ...stepInputs(model, update, step, 1, (step - 1) / steps),
    }
    return Effect.succeed({ inputs, subjects: [] })
  },
})

const run = (model: ObjectiveModel, checkpoint: string, stopAfter = Infinity) => {
  let asked = 0
  const work = {
    inputs: {},
    out: checkpoint,
    checkpoint,
    device,
    environment: {},
    progress: () => Effect.void,
    stopping: () => ++asked >= stopAfter,
    log: () => Effect.void,
  }
  return Effect.runPromise(
    Effect.result(Effect.provideService(train(trainingOf(model)), CurrentStage, work)),
  )
}

const inFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "ablate-"))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const models = {
  simmim: simmimObjective.model(simmim(training), context),
  moco: mocoObjective.model(moco({ dim: 8, mlp: 16, ...training }), context),
  barlowTwins: barlowTwinsObjective.model(barlowTwins({ projector: [16], ...training }), context),
}

describe("a training stopped and resumed ends as an unbroken one", () => {
  it.each(Object.entries(models))("bit for bit: %s", { timeout: 60_000 }, async (_, model) => {
    const once = Result.getOrThrow(await inFolder((folder) => run(model, folder)))
    const resumed = await inFolder(async (folder) => {
      expect(Result.isFailure(await run(model, folder, 5))).toBe(true)
      return Result.getOrThrow(await run(model, folder))
    })
    expect(once.state).not.toEqual(trainingOf(model).initial())
    expect(resumed.state).toEqual(once.state)
    expect(resumed.history).toEqual(once.history)
    expect(once.history.every(({ terms }) => terms["measured"] === 1)).toBe(true)
  })
})
