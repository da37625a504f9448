import { join } from "node:path"
import { Effect } from "effect"
import { type Network, unet3d, unetr } from "../../../dsl/network.ts"
import { adam } from "../../../dsl/optimizer.ts"
import { detachBuffers } from "../../../runtime/files/detachBuffers.ts"
import { openVolume } from "../../../runtime/data/volume/open.ts"
import { writeVolume } from "../../../runtime/data/volume/write.ts"
import type { Triple } from "../../../runtime/engine/index.ts"
import { random } from "../../../runtime/random/random.ts"
import { encoderModel, segmenter, withOptimizer } from "../../../runtime/stages/models.ts"
import { diceAndCrossEntropy } from "../../../runtime/training/losses.ts"
import { inferenceProgram, segmentationProgram } from "../../../runtime/training/segmentation.ts"
import { slidingLogits } from "../../../runtime/training/slidingInference.ts"
import { initialModel, trainedParameters } from "../../../runtime/training/taskModel.ts"
import type { Case, Setting } from "../case.ts"
import { exportInputs, exportWeights } from "../export.ts"
import { preparedWork, scalarsOf } from "../prepared.ts"
import { channels, encoderAt, encoderOptions } from "../scale.ts"
import { balls, noise } from "../subject.ts"

const batch = 1
const outputs = 3
const optimizer = adam({ lr: 1e-4, weightDecay: 1e-5, schedule: "constant" })
const overlap = 0.5

const built = Effect.fnUntraced(function* (network: Network, small: boolean) {
  const encoder = yield* encoderModel(encoderAt(small), channels)
  const model = yield* segmenter(network, { encoder, channels, outputs })
  const { implementation } = yield* withOptimizer(optimizer)
  const loss = { terms: diceAndCrossEntropy, weights: {} }
  return { encoder, model, training: { segmenter: model, batch, loss, optimizer, implementation } }
})

const programOf = (network: Network, small: boolean) =>
  Effect.map(built(network, small), ({ training }) => segmentationProgram(training))

const made = Effect.fnUntraced(function* (network: Network, { folder, small }: Setting) {
  const { encoder, model, training } = yield* built(network, small)
  const { implementation } = training
  const initial = initialModel(model, implementation, {}, random(0, "weights"))
  yield* exportWeights(folder, trainedParameters(model), initial)
  return { encoder, model, training, initial, implementation }
})

const trainingWork = (network: Network) =>
  Effect.fnUntraced(function* (setting: Setting) {
    const { encoder, training, initial, implementation } = yield* made(network, setting)
    const program = segmentationProgram(training)
    const image = noise(batch * channels * encoder.crop.reduce((a, b) => a * b), "image")
    const truth = balls(batch, outputs, encoder.crop[0])
    yield* exportInputs(setting.folder, program.inputs, { image, truth })
    const { prepared, bytes, times } = yield* preparedWork(program, setting, initial)
    return {
      times,
      bytes,
      step: (index: number) =>
        prepared
          .step({ image, truth, ...implementation.inputValues(optimizer, index + 1, optimizer.lr) })
          .pipe(Effect.map((values) => scalarsOf(values, ["loss", "dice", "bce"]))),
    }
  })

/** A volume of noise on disk, as preprocessing leaves it. */
const volumeOf = Effect.fnUntraced(function* (folder: string, shape: Triple) {
  const image = noise(channels * shape.reduce((a, b) => a * b), "volume")
  const names = Array.from({ length: channels }, (_, index) => `m${index}`)
  yield* writeVolume(folder, {
    meta: {
      id: "noise",
      channels: names,
      shape,
      spacing: [1, 1, 1],
      affine: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
      original: { shape, origin: [0, 0, 0] },
      sources: Object.fromEntries(names.map((name) => [name, name])),
    },
    image,
  })
  detachBuffers(image)
  return yield* openVolume(folder)
})

/** Logits compared one by one: enough to see every window's part. */
const sampled = 4096

/** UNETR and its weights, without the optimiser's state. */
const inferring = Effect.fnUntraced(function* (setting: Setting) {
  const { encoder, model, initial } = yield* made(unetr(), setting)
  const names = Object.keys(trainedParameters(model))
  const weights = Object.fromEntries(
    names.map((name) => [name, initial[name] ?? new Float32Array()]),
  )
  return { encoder, model, weights }
})

const inferenceWork = Effect.fnUntraced(function* (setting: Setting) {
  const { encoder, model, weights } = yield* inferring(setting)
  const { folder, small, warmup } = setting
  const [side] = encoder.crop
  const whole = yield* volumeOf(join(folder, "whole"), small ? [40, 56, 56] : [155, 240, 240])
  const part = yield* volumeOf(join(folder, "part"), [side, side, side + side / 2])
  const { prepared, bytes, times } = yield* preparedWork(
    inferenceProgram(model, 1),
    setting,
    weights,
  )
  const windows = { size: encoder.crop, overlap, blending: "gaussian" } as const
  return {
    times,
    bytes,
    step: (index: number) =>
      slidingLogits(prepared, index < warmup ? part : whole, outputs, windows).pipe(
        Effect.map((logits) => {
          const stride = Math.floor(logits.length / sampled)
          return {
            logits: Array.from({ length: sampled }, (_, n) => logits[n * stride] ?? Number.NaN),
          }
        }),
      ),
  }
})

const told = (small: boolean) => {
  const { lr, weightDecay, betas, epsilon } = optimizer
  return {
    encoder: encoderOptions(small),
    outputs,
    overlap,
    optimizer: { lr, weightDecay, betas, epsilon },
  }
}

const convolutional = unet3d()

export const cases: readonly Case[] = [
  {
    name: "unetr",
    title: "UNETR fine-tuning step, 96³ x 4, batch 1",
    ours: trainingWork(unetr()),
    program: (small) => programOf(unetr(), small),
    theirs: "unetr",
    options: (small) => ({ ...told(small), compile: true }),
    warmup: 3,
    steps: 7,
    tolerance: 1e-4,
    goal: 1,
    note: "MONAI UNETR, taps 3, 6, 9, torch.compile; Dice + BCE; fused AdamW",
  },
  {
    name: "unet3d",
    title: "3-D U-Net training step, 96³ x 4, batch 1",
    ours: trainingWork(convolutional),
    program: (small) => programOf(convolutional, small),
    theirs: "unet3d",
    options: (small) => ({ ...told(small), features: convolutional.features }),
    warmup: 3,
    steps: 7,
    tolerance: 1e-4,
    goal: 1,
    note: "MONAI BasicUNet; Dice + BCE; fused AdamW",
  },
  {
    name: "sliding",
    title: "UNETR sliding windows, 240 x 240 x 155 x 4",
    ours: inferenceWork,
    theirs: "sliding",
    options: (small) => ({ ...told(small), compile: true }),
    warmup: 2,
    steps: 2,
    tolerance: 1e-4,
    goal: 1,
    note: "MONAI SlidingWindowInferer, overlap 0.5, gaussian; torch.compile",
  },
]
