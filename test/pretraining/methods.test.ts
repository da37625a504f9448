import { describe, expect, it } from "vitest"
import { flip, gamma, intensityScale, resizedCrop } from "../../dsl/augmentation.ts"
import { vit } from "../../dsl/encoder.ts"
import { adam } from "../../dsl/optimizer.ts"
import { barlowTwins, moco, simmim } from "../../dsl/pretraining.ts"
import { augment } from "../../runtime/data/transforms/augment/augment.ts"
import type { Device } from "../../runtime/engine/index.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import barlowTwinsObjective from "../../runtime/pretraining/barlowTwinsObjective.ts"
import type { ObjectiveContext } from "../../runtime/pretraining/contract.ts"
import mocoObjective from "../../runtime/pretraining/moco.ts"
import simmimObjective from "../../runtime/pretraining/simmim.ts"
import { random } from "../../runtime/random/random.ts"
import { loaded } from "../data/transforms/augment/builtIn.ts"
import { builtInMasks } from "./masks.ts"
import { channels, phantoms } from "./phantom.ts"
import { series, train, unreached } from "./train.ts"

const batch = 6
const device: Device = { kind: "cpu", threads: 1 }
const optimizer = adam({ lr: 3e-3 })
const training = { epochs: 1, batch, optimizer }
const voxels = channels * 16 ** 3
const image = phantoms(batch, 0)

const contextOf = (tokens: "stacked" | "perModality"): ObjectiveContext => ({
  encoder: vitModule.model(
    vit({ crop: 16, patch: 8, width: 24, depth: 2, heads: 3, tokens }),
    channels,
  ),
  batch,
  masks: builtInMasks,
})

/** The batch augmented twice, the first views before the second. */
const views = (): Float32Array => {
  const steps = [
    resizedCrop({ scale: [0.5, 1] }),
    flip(),
    intensityScale({ probability: 1 }),
    gamma({ probability: 1 }),
  ]
  const made = new Float32Array(2 * image.length)
  for (const view of [0, 1])
    for (let sample = 0; sample < batch; sample++) {
      const crop = image.subarray(sample * voxels, (sample + 1) * voxels)
      const stream = random(0, "augment", sample, view)
      const one = augment(crop, undefined, [16, 16, 16], loaded(steps), stream)
      made.set(one.image, (view * batch + sample) * voxels)
    }
  return made
}

describe.each(["stacked", "perModality"] as const)("on phantoms, %s tokens,", (tokens) => {
  const context = contextOf(tokens)

  it("simmim lowers its loss, by every parameter", async () => {
    const model = simmimObjective.model(simmim(training), context)
    const { outputs, after } = await train(model, context, optimizer, image, 40, device)
    const values = series(outputs, "l1")
    expect(values.at(-1)).toBeLessThan(0.8 * values[0]!)
    expect(unreached(model, after)).toEqual([])
  })

  it("moco lowers its loss and follows with a momentum encoder", async () => {
    const model = mocoObjective.model(moco({ dim: 16, mlp: 32, ...training }), context)
    const { outputs, before, after } = await train(model, context, optimizer, views(), 40, device)
    const values = series(outputs, "infoNce")
    expect(values.at(-1)).toBeLessThan(0.8 * values[0]!)
    // The projection of patches is frozen; the last norm has no part in pooled features.
    const still = unreached(model, after)
    expect(still.toSorted()).toEqual([
      "encoder.norm.bias",
      "encoder.norm.weight",
      "encoder.patch_embedding.patch_embeddings.1.bias",
      "encoder.patch_embedding.patch_embeddings.1.weight",
    ])
    for (const name of still) expect(after[name]).toEqual(before[name])
    const followed = "momentum.encoder.blocks.0.mlp.linear1.weight"
    expect(after[followed]).not.toEqual(before[followed])
    expect(Object.keys(after)).not.toContain("momentum.predictor.0.weight")
  })

  it("barlowTwins lowers its loss", async () => {
    const model = barlowTwinsObjective.model(
      barlowTwins({ projector: [32, 32], ...training }),
      context,
    )
    const { outputs, after } = await train(model, context, optimizer, views(), 40, device)
    const values = series(outputs, "barlowTwins")
    expect(values.at(-1)).toBeLessThan(0.8 * values[0]!)
    expect(unreached(model, after)).toEqual(["encoder.norm.weight", "encoder.norm.bias"])
  })
})

describe("moco's momentum encoder", () => {
  it("is the moving average of the weights before each step", async () => {
    const context = contextOf("stacked")
    const objective = moco({
      dim: 8,
      mlp: 8,
      momentum: 0.9,
      momentumSchedule: "constant",
      ...training,
    })
    const model = mocoObjective.model(objective, context)
    const name = "projector.0.weight"
    const weightsAfter = async (steps: number) =>
      (await train(model, context, optimizer, views(), steps, device)).after
    const [one, two, three] = [await weightsAfter(1), await weightsAfter(2), await weightsAfter(3)]
    // Before the first step both are equal, and the average of equals is the same.
    const expected = (one[name] ?? []).map((w1, at) => {
      const w0 = one[`momentum.${name}`]![at]!
      const second = 0.9 * w0 + 0.1 * w1
      expect(two[`momentum.${name}`]![at]).toBeCloseTo(second, 6)
      return 0.9 * second + 0.1 * two[name]![at]!
    })
    expect(
      Math.max(...expected.map((value, at) => Math.abs(value - three[`momentum.${name}`]![at]!))),
    ).toBeLessThan(1e-6)
  })
})

describe("the default projector of Barlow Twins", () => {
  it.each([
    { width: 24, layers: 256 },
    { width: 768, layers: 8192 },
    { width: 1024, layers: 8192 },
  ])("at an encoder's width of $width has layers of $layers", ({ width, layers }) => {
    const encoder = vitModule.model(vit({ crop: 8, patch: 8, width, depth: 1, heads: 4 }), channels)
    const { parameters } = barlowTwinsObjective.model(barlowTwins(training), {
      ...contextOf("stacked"),
      encoder,
    })
    expect(["0", "3", "6"].map((layer) => parameters[`projector.${layer}.weight`]?.shape)).toEqual([
      [width, layers],
      [layers, layers],
      [layers, layers],
    ])
  })
})

describe("simmim", () => {
  it.each([
    { ratio: 0.6, block: 1, masked: 20 },
    { ratio: 0.5, block: 2, masked: 16 },
  ])("masks blocks of $block at a share of $ratio, rounded up", ({ ratio, block, masked }) => {
    const encoder = vitModule.model(
      vit({ crop: 16, patch: 8, width: 8, depth: 1, heads: 1, tokens: "perModality" }),
      channels,
    )
    const context = { ...contextOf("perModality"), encoder }
    const model = simmimObjective.model(simmim({ ratio, block, ...training }), context)
    const { mask = new Float32Array() } = model.draw(random(3))
    for (let sample = 0; sample < batch; sample++) {
      const own = [...mask.subarray(sample * 32, (sample + 1) * 32)]
      expect(own.filter((cell) => cell === 1)).toHaveLength(masked)
      // On this grid of 2x2x2 a block of 2 is a whole modality.
      const modalities = [0, 1, 2, 3].map(
        (modality) => new Set(own.slice(8 * modality, 8 * modality + 8)),
      )
      expect(modalities.every((values) => values.size === 1)).toBe(block === 2)
    }
  })

  it("says when blocks do not fit", () => {
    const context = contextOf("stacked")
    const fields = (block: number) =>
      simmimObjective
        .faults?.(simmim({ block, ...training }), context, "pretraining")
        .map(({ where }) => where.field)
    expect(fields(1)).toEqual([])
    expect(fields(2)).toEqual(["pretraining.block"])
    expect(fields(3)).toEqual(["pretraining.block"])
  })
})
