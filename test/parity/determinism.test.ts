import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { modalityMask, patchMask, positionMask } from "../../dsl/mask.ts"
import { unetr as unetrDefinition } from "../../dsl/network.ts"
import { adam } from "../../dsl/optimizer.ts"
import { m2mae as m2maeDefinition } from "../../dsl/pretraining.ts"
import type { Arrays, Device } from "../../runtime/engine/index.ts"
import unetr from "../../runtime/nn/networks/unetr.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import m2mae from "../../runtime/pretraining/m2mae.ts"
import { initialState, pretrainingProgram, stepInputs } from "../../runtime/pretraining/program.ts"
import { random } from "../../runtime/random/random.ts"
import { CurrentStage } from "../../runtime/current/currentStage.ts"
import { maskImplementations } from "../../runtime/stages/models.ts"
import { train, type Training } from "../../runtime/training/loop.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import { diceAndCrossEntropy } from "../../runtime/training/losses.ts"
import { segmentationProgram } from "../../runtime/training/segmentation.ts"
import { initialModel } from "../../runtime/training/taskModel.ts"

const steps = 20
const batch = 2
const optimizer = adam({ lr: 1e-3, weightDecay: 0.05 })
const update = { optimizer, implementation: adamOptimizer }
const encoder = vitModule.model(vit({ crop: 16, patch: 8, width: 24, depth: 2, heads: 3 }), 3)
const voxels = 16 ** 3

const volume = (step: number, channels: number): Float32Array => {
  const stream = random(0, "volume", step)
  return Float32Array.from({ length: batch * channels * voxels }, () => stream.normal())
}

const pretraining = async (): Promise<Training<never, never>> => {
  const objective = m2maeDefinition({
    mask: [modalityMask(), positionMask(), patchMask()],
    pbt: [1, 2],
    epochs: 1,
    batch,
    optimizer,
  })
  const masks = await Effect.runPromise(maskImplementations(objective))
  const context = { encoder, batch, masks }
  const model = m2mae.model(objective, context)
  return {
    program: pretrainingProgram("m2mae", model, context, update),
    initial: () => initialState(model, update, random(0, "weights")),
    steps,
    loss: "loss",
    batch: (step) =>
      Effect.succeed({
        inputs: {
          image: volume(step, 3),
          ...model.draw(random(0, "draw", step)),
          ...stepInputs(model, update, step, 1),
        },
        subjects: [],
      }),
  }
}

const finetuning = async (): Promise<Training<never, never>> => {
  const network = unetr.model(unetrDefinition({ features: 4 }), {
    encoder,
    channels: 3,
    outputs: 2,
  })
  const segmenter = { encoder, network, outputs: 2 }
  const training = {
    segmenter,
    batch,
    loss: { terms: diceAndCrossEntropy, weights: { dice: 1, bce: 1 } },
    ...update,
  }
  return {
    program: segmentationProgram(training),
    initial: () =>
      initialModel(training.segmenter, training.implementation, {}, random(0, "weights")),
    steps,
    loss: "loss",
    batch: (step) =>
      Effect.succeed({
        inputs: {
          image: volume(step, 3),
          truth: volume(-step, 2).map((value) => (value > 1 ? 1 : 0)),
          ...adamOptimizer.inputValues(optimizer, step, optimizer.lr),
        },
        subjects: [],
      }),
  }
}

/** Trains in a folder for checkpoints; a request to stop comes after `stopAfter` steps. */
const run = async (
  training: Training<never, never>,
  device: Device,
  checkpoint: string,
  stopAfter = Infinity,
): Promise<Arrays | undefined> => {
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
  const ended = await Effect.runPromise(
    Effect.result(Effect.provideService(train(training), CurrentStage, work)),
  )
  if (Result.isSuccess(ended)) return ended.success.state
  expect(ended.failure).toMatchObject({ _tag: "Stopped", step: stopAfter })
  return undefined
}

const inFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "ablate-"))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// Sums are split among threads: another number of threads may round otherwise.
describe.each([1, 2])("on %i threads", { timeout: 300_000 }, (threads) => {
  const device: Device = { kind: "cpu", threads }

  it.each([
    { name: "pre-training with M2-MAE", make: pretraining },
    { name: "fine-tuning of UNETR", make: finetuning },
  ])(
    "20 steps of $name give the same weights bit for bit, again and across a stop",
    async ({ make }) => {
      const training = await make()
      const once = await inFolder((folder) => run(training, device, folder))
      const again = await inFolder((folder) => run(training, device, folder))
      const resumed = await inFolder(async (folder) => {
        expect(await run(training, device, folder, 7)).toBeUndefined()
        return run(training, device, folder)
      })
      expect(once).toBeDefined()
      expect(once).not.toEqual(training.initial())
      expect(again).toEqual(once)
      expect(resumed).toEqual(once)
    },
  )
})
