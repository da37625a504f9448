/** The real training loop over real volumes: prints the share of time that steps wait for data. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { type Augmentation, flip, intensityScale, intensityShift } from "../../dsl/augmentation.ts"
import { nnunetAugmentation } from "../../dsl/nnunetAugmentation.ts"
import { type Network, unet3d, unetr } from "../../dsl/network.ts"
import { adam } from "../../dsl/optimizer.ts"
import { mae } from "../../dsl/pretraining.ts"
import { deviceOf, parseDevice } from "../../runtime/devices/device.ts"
import type { Volume } from "../../runtime/data/volume/open.ts"
import { initialState, pretrainingProgram, stepInputs } from "../../runtime/pretraining/program.ts"
import { random } from "../../runtime/random/random.ts"
import { CurrentStage } from "../../runtime/current/currentStage.ts"
import {
  encoderModel,
  objectiveModel,
  segmenter,
  withOptimizer,
} from "../../runtime/stages/models.ts"
import { cropsFor } from "../../runtime/training/crops.ts"
import { train } from "../../runtime/training/loop.ts"
import { samplesOf } from "../../runtime/training/sampling.ts"
import { diceAndCrossEntropy } from "../../runtime/training/losses.ts"
import { segmentationProgram } from "../../runtime/training/segmentation.ts"
import { initialModel } from "../../runtime/training/taskModel.ts"
import { channels, encoderAt } from "./scale.ts"
import { realVolumes } from "./volumes.ts"

const [threads = 1, steps = 12, small = 0] = process.argv.slice(2, 5).map(Number)
const device = parseDevice(process.argv[5] ?? "cpu") ?? { name: "cpu", index: undefined }
const seed = 0

/** MAE, whose step is the shortest for its crops. */
const pretraining = Effect.fnUntraced(function* (volumes: readonly Volume[]) {
  const batch = 2
  const optimizer = adam({ lr: 1e-4 })
  const encoder = yield* encoderModel(encoderAt(small === 1), channels)
  const objective = mae({ epochs: 1, batch, optimizer })
  const { model, context } = yield* objectiveModel(objective, encoder, batch)
  const update = yield* withOptimizer(optimizer)
  const passes = { subjects: volumes.length, crops: 4, epochs: steps, batch }
  const choice = { foreground: 0, regions: [] }
  const plan = { volumes, size: encoder.crop, choice, augment: [flip()], seed }
  const cropsOf = yield* cropsFor(plan, batch)
  const { waitShare } = yield* train({
    program: pretrainingProgram(objective.kind, model, context, update),
    initial: () => initialState(model, update, random(seed, "weights")),
    steps,
    loss: "loss",
    batch: Effect.fnUntraced(function* (step: number) {
      const { images, subjects, release } = yield* cropsOf(samplesOf(passes, seed, step))
      const drawn = model.draw(random(seed, "draw", step))
      const inputs = { image: images[0]!, ...drawn, ...stepInputs(model, update, step, 1) }
      return { inputs, subjects, release }
    }),
  })
  return waitShare
}, Effect.scoped)

/** A network with an augmentation, of crops about the tumour. */
const finetuning = Effect.fnUntraced(function* (
  volumes: readonly Volume[],
  network: Network,
  augment: readonly Augmentation[],
) {
  const [batch, regions] = [1, [[1, 2, 3], [1, 3], [3]]]
  const encoder = yield* encoderModel(encoderAt(small === 1), channels)
  const outputs = regions.length
  const model = yield* segmenter(network, { encoder, channels, outputs })
  const { optimizer, implementation } = yield* withOptimizer(adam({ lr: 1e-4 }))
  const training = {
    segmenter: model,
    batch,
    loss: { terms: diceAndCrossEntropy, weights: { dice: 1, bce: 1 } },
    optimizer,
    implementation,
  }
  const passes = { subjects: volumes.length, crops: 1, epochs: steps, batch }
  const choice = { foreground: 0.5, regions }
  const cropsOf = yield* cropsFor({ volumes, size: encoder.crop, choice, augment, seed }, batch)
  const { waitShare } = yield* train({
    program: segmentationProgram(training),
    initial: () =>
      initialModel(training.segmenter, training.implementation, {}, random(seed, "weights")),
    steps,
    loss: "loss",
    batch: Effect.fnUntraced(function* (step: number) {
      const { images, truth, subjects, release } = yield* cropsOf(samplesOf(passes, seed, step))
      const rates = implementation.inputValues(optimizer, step, optimizer.lr)
      return { inputs: { image: images[0]!, truth, ...rates }, subjects, release }
    }),
  })
  return waitShare
}, Effect.scoped)

/** UNETR's. */
const recipe = [flip(), intensityScale(), intensityShift()]

/** Tells a share as soon as it is known: a loop takes minutes on a busy machine. */
const told =
  (name: string) =>
  <E, R>(measured: Effect.Effect<number, E, R>): Effect.Effect<number, E, R> =>
    Effect.tap(measured, (share) =>
      Effect.sync(() => console.error(`  ${name}: ${(100 * share).toFixed(2)} %`)),
    )

const folder = await mkdtemp(join(tmpdir(), "ablate-wait-"))
const stage = (name: string) =>
  Effect.provideService(CurrentStage, {
    inputs: {},
    out: join(folder, name),
    checkpoint: join(folder, name),
    device: deviceOf(device, threads),
    environment: process.env,
    progress: () => Effect.void,
    stopping: () => false,
    log: () => Effect.void,
  })

try {
  const measured = await Effect.runPromise(
    Effect.gen(function* () {
      const { volumes, source } = yield* realVolumes(join(folder, "volumes"))
      return {
        source,
        steps,
        mae: yield* pretraining(volumes).pipe(stage("mae"), told("MAE")),
        unetr: yield* finetuning(volumes, unetr(), recipe).pipe(stage("unetr"), told("UNETR")),
        unet: yield* finetuning(volumes, unet3d(), nnunetAugmentation(96)).pipe(
          stage("unet"),
          told("3-D U-Net"),
        ),
      }
    }),
  )
  console.log(JSON.stringify(measured))
} finally {
  await rm(folder, { recursive: true, force: true })
}
