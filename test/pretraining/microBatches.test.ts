import { describe, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { modalityMask, patchMask, positionMask } from "../../dsl/mask.ts"
import { adam } from "../../dsl/optimizer.ts"
import { barlowTwins, levels, m2mae, mae, moco, simmim } from "../../dsl/pretraining.ts"
import { type Arrays, type Device, tf } from "../../runtime/engine/index.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import { barlowTwinsLoss } from "../../runtime/pretraining/barlowTwins.ts"
import barlowTwinsObjective from "../../runtime/pretraining/barlowTwinsObjective.ts"
import m2maeObjective from "../../runtime/pretraining/m2mae.ts"
import maeObjective from "../../runtime/pretraining/mae.ts"
import { microBatchFaults } from "../../runtime/pretraining/microBatchFaults.ts"
import mocoObjective from "../../runtime/pretraining/moco.ts"
import simmimObjective from "../../runtime/pretraining/simmim.ts"
import { random } from "../../runtime/random/random.ts"
import { gradientDifference } from "../training/gradients.ts"
import { images } from "./images.ts"
import { builtInMasks } from "./masks.ts"
import { train } from "./train.ts"

const batch = 4
const channels = 3
const image = images(batch, channels, 8, 0)
const twoViews = images(2 * batch, channels, 8, 0)
const optimizer = adam({ lr: 1e-3, weightDecay: 0.05, clip: 1 })
const encoder = vitModule.model(vit({ crop: 8, patch: 4, width: 12, depth: 2, heads: 2 }), channels)
const context = { encoder, batch, masks: builtInMasks }
const training = { epochs: 1, batch, optimizer }

const m2maeModel = (options: Partial<Parameters<typeof m2mae>[0]>) =>
  m2maeObjective.model(
    m2mae({
      mask: [modalityMask(), positionMask(), patchMask()],
      pbt: levels(1, 2),
      fill: "learned",
      ...training,
      ...options,
    }),
    context,
  )

/**
 * Batch norms over four nearly equal crops divide by small deviations, which magnifies rounding: the
 * gradients of the whole batch, eager and compiled, differ by up to 1.2e-4 here too.
 */
const normed = 1e-3

const models = {
  MAE: maeObjective.model(
    mae({ decoder: { width: 12, depth: 1, heads: 2 }, ...training }),
    context,
  ),
  "M2-MAE without PBT": m2maeModel({ pbt: [] }),
  "M2-MAE": m2maeModel({}),
  "PBT alone": m2maeModel({ loss: { mse: 0, adversarial: 0, pbt: 1 } }),
  SimMIM: simmimObjective.model(simmim(training), context),
  "MoCo v3": mocoObjective.model(moco({ dim: 8, mlp: 16, ...training }), context),
  "Barlow Twins": barlowTwinsObjective.model(
    barlowTwins({ projector: [16, 8], ...training }),
    context,
  ),
  // In this order of steps, crops differ in how many of their cells are masked.
  "the MSE of masked cells": m2maeModel({
    mask: [patchMask({ ratio: 0.4 }), positionMask()],
    region: "masked",
    loss: { mse: 1, adversarial: 0, pbt: 0 },
  }),
}

const devices: readonly Device[] = [
  { kind: "eager", backend: "cpu" },
  { kind: "cpu", threads: 1 },
]

const expectEqualOutputs = (whole: Arrays, parts: Arrays): void => {
  expect(Object.keys(parts).toSorted()).toEqual(Object.keys(whole).toSorted())
  for (const [name, [value = Number.NaN]] of Object.entries(whole))
    expect(Math.abs((parts[name]?.[0] ?? Number.NaN) / value - 1)).toBeLessThan(1e-5)
}

describe.each(devices)("a step by micro-batches, $kind", (device) => {
  it.each(Object.entries(models))(
    "gives the losses and gradients of the batch: %s",
    async (_, model) => {
      const seen = (model.views ?? 1) === 1 ? image : twoViews
      const whole = await train(model, context, optimizer, seen, 1, device)
      for (const microBatch of [1, 2]) {
        const parts = await train(model, context, optimizer, seen, 1, device, microBatch)
        expectEqualOutputs(whole.outputs[0] ?? {}, parts.outputs[0] ?? {})
        expect(gradientDifference(whole.after, parts.after)).toBeLessThan(
          model.views === 2 ? normed : 1e-5,
        )
      }
    },
  )
})

describe("an objective by micro-batches", () => {
  it("is refused unless it says that its losses are means over crops", () => {
    expect(microBatchFaults("contrast", {}, 4, 1).map(({ where }) => where.field)).toEqual([
      "pretraining.microBatch",
    ])
    expect(microBatchFaults("contrast", { separable: false }, 4, 2)).toHaveLength(1)
  })

  it("is not refused where it says so, nor where the micro-batch is the batch", () => {
    for (const model of Object.values(models))
      expect(microBatchFaults("built-in", model, 4, 1)).toEqual([])
    expect(microBatchFaults("contrast", {}, 4, null)).toEqual([])
    expect(microBatchFaults("contrast", {}, 4, 4)).toEqual([])
  })

  it("throws where micro-batches do not make up the batch", async () => {
    const { MAE } = models
    await expect(train(MAE, context, optimizer, image, 1, devices[0], 3)).rejects.toThrow(
      "micro-batches of 3 do not make up a batch of 4",
    )
  })
})

// Otherwise the tests above could not tell a loss over the batch from a mean over its crops.
describe("a loss that is not separable over the batch", () => {
  it("is the PBT: its mean over crops is another loss", async () => {
    await tf.setBackend("cpu")
    const draw = random(0, "embeddings")
    const embedding = () =>
      tf.tensor(
        Array.from({ length: batch * 8 * 12 }, () => draw.normal()),
        [batch, 8, 12],
      )
    const [a, b] = [embedding(), embedding()]
    const [together = 0] = barlowTwinsLoss(a, b, 1).dataSync()
    const crops = Array.from({ length: batch }, (_, crop) => {
      const [one, other] = [a, b].map((all) => tf.slice(all, [crop, 0, 0], [1, 8, 12]))
      return barlowTwinsLoss(one!, other!, 1).dataSync()[0] ?? Number.NaN
    })
    const mean = crops.reduce((sum, loss) => sum + loss, 0) / batch
    expect(Math.abs(together - mean) / together).toBeGreaterThan(0.05)
  })

  it("is the number of masked cells, where it differs between crops", () => {
    const { mask } = models["the MSE of masked cells"].draw(random(0, "draw"))
    const cells = (mask?.length ?? 0) / batch
    const counts = Array.from({ length: batch }, (_, crop) =>
      [...(mask?.subarray(crop * cells, (crop + 1) * cells) ?? [])].reduce(
        (n, cell) => n + cell,
        0,
      ),
    )
    expect(new Set(counts).size).toBeGreaterThan(1)
  })
})
