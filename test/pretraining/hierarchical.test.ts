import { describe, expect, it } from "vitest"
import { positionMask } from "../../dsl/mask.ts"
import { residualEncoder } from "../../dsl/encoder.ts"
import { adam } from "../../dsl/optimizer.ts"
import { barlowTwins, m2mae, mae, moco, simmim } from "../../dsl/pretraining.ts"
import type { Device } from "../../runtime/engine/index.ts"
import residualModule from "../../runtime/nn/encoders/residualEncoder.ts"
import barlowTwinsObjective from "../../runtime/pretraining/barlowTwinsObjective.ts"
import type { ObjectiveContext } from "../../runtime/pretraining/contract.ts"
import m2maeObjective from "../../runtime/pretraining/m2mae.ts"
import maeObjective from "../../runtime/pretraining/mae.ts"
import mocoObjective from "../../runtime/pretraining/moco.ts"
import simmimObjective from "../../runtime/pretraining/simmim.ts"
import { builtInMasks } from "./masks.ts"
import { channels, phantoms } from "./phantom.ts"
import { series, train, unreached } from "./train.ts"

const batch = 4
const device: Device = { kind: "cpu", threads: 1 }
const optimizer = adam({ lr: 3e-3 })
const training = { epochs: 1, batch, optimizer }
const image = phantoms(batch, 0)

const context: ObjectiveContext = {
  encoder: residualModule.model(
    residualEncoder({ crop: 16, depth: 4, features: 4, width: 24, blocks: [1] }),
    channels,
  ),
  batch,
  masks: builtInMasks,
}

/** Two views that differ in brightness. */
const views = Float32Array.from({ length: 2 * image.length }, (_, at) =>
  at < image.length ? image[at]! : 1.2 * image[at - image.length]! + 0.1,
)

describe("a convolutional encoder is pre-trained", { timeout: 120_000 }, () => {
  it("by simmim, whose mask is a learned intensity of each modality", async () => {
    const model = simmimObjective.model(simmim(training), context)
    expect(model.parameters["mask_token"]?.shape).toEqual([channels])
    const { outputs, after } = await train(model, context, optimizer, image, 20, device)
    const values = series(outputs, "l1")
    expect(values.at(-1)).toBeLessThan(0.8 * values[0]!)
    expect(unreached(model, after)).toEqual([])
  })

  it("by m2mae, with the Pyramid Barlow Twins at levels of different grids and widths", async () => {
    const objective = m2mae({
      mask: [positionMask({ ratio: 0.5 })],
      pbt: [2, 4],
      loss: { mse: 1, adversarial: 0.01, pbt: 0.01 },
      ...training,
    })
    const model = m2maeObjective.model(objective, context)
    const { outputs, after } = await train(model, context, optimizer, image, 30, device)
    for (const term of ["mse", "pbt"]) {
      const values = series(outputs, term)
      expect(values.at(-1)).toBeLessThan(0.9 * values[0]!)
    }
    expect(unreached(model, after)).toEqual([])
  })

  it("by moco and barlowTwins, from the mean over the positions of its last level", async () => {
    const twins = barlowTwinsObjective.model(
      barlowTwins({ projector: [16, 16], ...training }),
      context,
    )
    const contrast = mocoObjective.model(
      moco({ dim: 8, mlp: 16, freezePatchEmbedding: false, ...training }),
      context,
    )
    for (const [model, term] of [
      [twins, "barlowTwins"],
      [contrast, "infoNce"],
    ] as const) {
      const { outputs, after } = await train(model, context, optimizer, views, 15, device)
      const values = series(outputs, term)
      expect(values.at(-1)).toBeLessThan(values[0]!)
      expect(unreached(model, after)).toEqual([])
    }
  })

  it("not by mae, which encodes visible tokens alone and says so", () => {
    const faults = maeObjective.faults?.(mae(training), context, "pretraining") ?? []
    expect(faults).toMatchObject([
      {
        what: "mae encodes visible tokens alone, but the encoder needs the whole image",
        where: { field: "pretraining" },
        hint: "use simmim(), which masks voxels of the image",
      },
    ])
  })
})
