import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { vit } from "../../../dsl/encoder.ts"
import { patchMask, positionMask } from "../../../dsl/mask.ts"
import { nnunet } from "../../../dsl/network.ts"
import { adam } from "../../../dsl/optimizer.ts"
import { barlowTwins, levels, m2mae } from "../../../dsl/pretraining.ts"
import { type Arrays, type Device, prepare, type Program } from "../../../runtime/engine/index.ts"
import type { SegmentationModel } from "../../../runtime/nn/contract.ts"
import { fixedBatchNorms, trainingBatchNorms } from "../../../runtime/nn/layers/batchNormLayer.ts"
import {
  type ConvNorm,
  convNorm,
  convNormBuffers,
  convNormParameters,
} from "../../../runtime/nn/layers/convNorm.ts"
import { heNormal } from "../../../runtime/nn/layers/parameter.ts"
import {
  initialState,
  pretrainingProgram,
  stepInputs,
} from "../../../runtime/pretraining/program.ts"
import { viewInputs } from "../../../runtime/pretraining/viewInputs.ts"
import { random } from "../../../runtime/random/random.ts"
import { encoderModel, objectiveModel, segmenter } from "../../../runtime/stages/models.ts"
import { diceAndCrossEntropy } from "../../../runtime/training/losses.ts"
import adamOptimizer from "../../../runtime/training/optimizers/adam.ts"
import { segmentationProgram } from "../../../runtime/training/segmentation.ts"
import { initialModel } from "../../../runtime/training/taskModel.ts"
import { images } from "../../pretraining/images.ts"
import { differences } from "../agreement.ts"
import { ownCache, plugin, whyNot } from "../xlaCpu.ts"

ownCache()

const on = (devices: number): Device => ({ kind: "xla", platform: "cpu", index: 0, devices })
const [batch, channels, crop] = [4, 2, 8]
const optimizer = adam({ lr: 1e-3, weightDecay: 0.05, clip: 1, epsilon: 1e-3 })
const update = { optimizer, implementation: adamOptimizer }
const encoder = encoderModel(vit({ crop, patch: 4, width: 12, depth: 1, heads: 2 }), channels)

/** A training, its first state, and what its steps, counted from 1, take. */
interface Work {
  readonly program: Program
  readonly initial: Arrays
  readonly inputs: (step: number) => Arrays
}

const training = { epochs: 1, batch, optimizer }
const pretraining = Effect.fnUntraced(function* (objective: Parameters<typeof objectiveModel>[0]) {
  const { model, context } = yield* objectiveModel(objective, yield* encoder, batch)
  return {
    program: pretrainingProgram(objective.kind, model, context, update),
    initial: initialState(model, update, random(0, "weights")),
    inputs: (step: number) => ({
      ...Object.fromEntries(
        viewInputs(model).map((name, view) => [name, images(batch, channels, crop, view + step)]),
      ),
      ...model.draw(random(0, "draw", step)),
      ...stepInputs(model, update, step, 1, (step - 1) / 3),
    }),
  } satisfies Work
})

const layer: ConvNorm = {
  conv: "conv.",
  norm: "norm.",
  kernel: 3,
  stride: 1,
  inputs: channels,
  outputs: 1,
  init: heNormal(0),
}
const batchNormed: SegmentationModel = {
  parameters: convNormParameters(layer),
  buffers: convNormBuffers(layer),
  usesEncoder: false,
  taps: [],
  forward: ({ network }, image) => convNorm(network, fixedBatchNorms(network), layer, image),
  train: ({ network }, image) => {
    const norms = trainingBatchNorms(network)
    const logits = convNorm(network, norms, layer, image)
    return { scales: [{ logits, weight: 1 }], buffers: norms.buffers() }
  },
}

const segmentation = (model: SegmentationModel | undefined) =>
  Effect.gen(function* () {
    const base = yield* encoder
    const found =
      model === undefined
        ? yield* segmenter(nnunet({ features: 4, maxFeatures: 8 }), {
            encoder: base,
            channels,
            outputs: 1,
          })
        : { encoder: base, network: model, outputs: 1 }
    const loss = { terms: diceAndCrossEntropy, weights: {} }
    return {
      program: segmentationProgram({ segmenter: found, batch, loss, ...update }),
      initial: initialModel(found, adamOptimizer, {}, random(0, "weights")),
      inputs: (step: number) => {
        const image = images(batch, channels, crop, step)
        return {
          image,
          truth: Float32Array.from({ length: batch * crop ** 3 }, (_, at) =>
            image[at]! > 0 ? 1 : 0,
          ),
          ...adamOptimizer.inputValues(optimizer, step, optimizer.lr),
        }
      },
    } satisfies Work
  })

/** Outputs of steps from a state, the state after them, and bytes that a step needs on a device. */
const stepping = (
  { program, inputs }: Work,
  from: Arrays,
  steps: readonly number[],
  devices: number,
) =>
  Effect.gen(function* () {
    const { load, step, save, info } = yield* prepare(program, on(devices))
    yield* load(from)
    const outputs = yield* Effect.forEach(steps, (number) => step(inputs(number)))
    return { outputs, state: yield* save(), bytes: info.bytes ?? Number.NaN }
  }).pipe(Effect.scoped, Effect.runPromise)

/** What does not depend on the weights' scale: a weight may be off by what it moved. */
const tolerance = 1e-4

describe.skipIf(plugin === undefined)(
  `a batch divided over two devices of a CPU${whyNot}`,
  { timeout: 120_000 },
  () => {
    const mask = [positionMask(), patchMask()]
    it.each([
      ["M2-MAE, PBT over the batch", pretraining(m2mae({ mask, pbt: levels(1), ...training }))],
      ["Barlow Twins, batch norm", pretraining(barlowTwins({ projector: [16], ...training }))],
      ["nnU-Net, instance norm", segmentation(undefined)],
      ["a network with batch norm", segmentation(batchNormed)],
    ])("gives the losses and weights of one: %s", async (_, made) => {
      const work: Work = await Effect.runPromise(made)
      const [one, two] = [
        await stepping(work, work.initial, [1, 2, 3], 1),
        await stepping(work, work.initial, [1, 2, 3], 2),
      ]
      two.outputs.forEach((outputs, step) =>
        expect(differences(outputs, one.outputs[step]!, tolerance)).toEqual([]),
      )
      expect(differences(two.state, one.state, tolerance)).toEqual([])
    })

    it("takes less memory of each, and goes on from a saved state with the same bits", async () => {
      const work: Work = await Effect.runPromise(segmentation(batchNormed))
      const half = await stepping(work, work.initial, [1, 2], 2)
      const whole = await stepping(work, work.initial, [1, 2, 3], 2)
      expect((await stepping(work, half.state, [3], 2)).state).toEqual(whole.state)
      const fewer = await stepping(work, half.state, [3], 1)
      expect(differences(fewer.state, whole.state, tolerance)).toEqual([])
      expect(whole.bytes).toBeLessThan(0.7 * fewer.bytes)
    })

    it("is refused where the parts are not equal, or the devices too few", async () => {
      const { program }: Work = await Effect.runPromise(segmentation(batchNormed))
      const refused = (devices: number, of: Program) =>
        Effect.runPromise(Effect.scoped(Effect.flip(prepare(of, on(devices)))))
      expect((await refused(3, program)).message).toContain(
        "a batch of 4, which 3 devices do not divide into equal parts; expected a divisor of 4",
      )
      const many = await refused(16, { ...program, batch: 16 })
      expect([many.reason, many.message]).toEqual(["backend", expect.stringContaining("device 15")])
    })
  },
)
