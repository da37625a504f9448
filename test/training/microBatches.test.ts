import { Effect } from "effect"
import { expect, it } from "vitest"
import { adam, unetr, vit } from "../../dsl/index.ts"
import { type Arrays, type Device, prepare } from "../../runtime/engine/index.ts"
import unetrModule from "../../runtime/nn/networks/unetr.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import { random } from "../../runtime/random/random.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import { diceAndCrossEntropy } from "../../runtime/training/losses.ts"
import { segmentationProgram } from "../../runtime/training/segmentation.ts"
import { initialModel } from "../../runtime/training/taskModel.ts"
import { images } from "../pretraining/images.ts"
import { gradientDifference } from "./gradients.ts"

const batch = 4
const channels = 2
const size = 8
const optimizer = adam({ lr: 1e-3, clip: 1 })
const encoder = vitModule.model(
  vit({ crop: size, patch: 4, width: 12, depth: 3, heads: 2 }),
  channels,
)
const network = unetrModule.model(unetr({ features: 4 }), { encoder, channels, outputs: 2 })
const image = images(batch, channels, size, 0)
// Both regions are where an image is bright; crops differ in how much of each they hold.
const truth = image.map((value) => (value > 0.3 ? 1 : 0))

const step = (device: Device, microBatch: number | null) => {
  const training = {
    segmenter: { encoder, network, outputs: 2 },
    batch,
    microBatch,
    loss: { terms: diceAndCrossEntropy, weights: { dice: 1, bce: 0.5 } },
    optimizer,
    implementation: adamOptimizer,
  }
  const run = Effect.gen(function* () {
    const prepared = yield* prepare(segmentationProgram(training), device)
    yield* prepared.load(
      initialModel(training.segmenter, training.implementation, {}, random(0, "weights")),
    )
    const rates = adamOptimizer.inputValues(optimizer, 1, optimizer.lr)
    const outputs = yield* prepared.step({ image, truth, ...rates })
    return { outputs, after: yield* prepared.save() }
  })
  return Effect.runPromise(Effect.scoped(run))
}

const scalarsOf = (outputs: Arrays) =>
  Object.fromEntries(Object.entries(outputs).map(([name, [value]]) => [name, value]))

it.each<Device>([
  { kind: "eager", backend: "cpu" },
  { kind: "cpu", threads: 1 },
])("UNETR by micro-batches has the losses and gradients of the batch, $kind", async (device) => {
  const whole = await step(device, null)
  for (const microBatch of [1, 2]) {
    const parts = await step(device, microBatch)
    const expected = Object.entries(scalarsOf(whole.outputs)).map(([name, value]) => [
      name,
      expect.closeTo(value ?? Number.NaN, 5),
    ])
    expect(scalarsOf(parts.outputs)).toEqual(Object.fromEntries(expected))
    expect(gradientDifference(whole.after, parts.after)).toBeLessThan(1e-5)
  }
})
