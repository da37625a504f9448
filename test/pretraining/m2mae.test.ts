import { describe, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { modalityMask, patchMask, positionMask } from "../../dsl/mask.ts"
import { adam } from "../../dsl/optimizer.ts"
import { levels, m2mae } from "../../dsl/pretraining.ts"
import { tf } from "../../runtime/engine/index.ts"
import type { Encoded } from "../../runtime/nn/encoderContract.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import { channelsLast } from "../../runtime/nn/layers/volumeOrder.ts"
import { barlowTwinsLoss } from "../../runtime/pretraining/barlowTwins.ts"
import { cellsToVoxels, maskedImage } from "../../runtime/pretraining/maskedImage.ts"
import m2maeObjective from "../../runtime/pretraining/m2mae.ts"
import { random } from "../../runtime/random/random.ts"
import { images } from "./images.ts"
import { builtInMasks } from "./masks.ts"
import { series, train, unreached } from "./train.ts"

const optimizer = adam({ lr: 1e-2 })
const channels = 3
const image = images(2, channels, 8, 0)

const contextOf = (tokens: "stacked" | "perModality") => ({
  encoder: vitModule.model(
    vit({ crop: 8, patch: 4, width: 12, depth: 2, heads: 2, tokens }),
    channels,
  ),
  batch: 2,
  masks: builtInMasks,
})

const objective = (options: Partial<Parameters<typeof m2mae>[0]> = {}) =>
  m2mae({
    mask: [modalityMask(), positionMask(), patchMask()],
    pbt: levels(1, 2),
    // Equation 5 as printed.
    lambda: 1,
    pbtReduction: "sum",
    epochs: 1,
    batch: 2,
    optimizer,
    ...options,
  })

const off = { mse: 0, adversarial: 0, pbt: 0 }

describe("m2mae", () => {
  const context = contextOf("stacked")

  it.each(["stacked", "perModality"] as const)("learns one batch, %s tokens", async (tokens) => {
    const made = contextOf(tokens)
    // At weight 1 the adversarial term outweighs a mean over voxels, and the MSE does not fall.
    const loss = { mse: 1, adversarial: 0.001, pbt: 1 }
    const model = m2maeObjective.model(objective({ fill: "learned", loss }), made)
    const { outputs, after } = await train(model, made, optimizer, image, 30)
    expect(Object.keys(outputs[0] ?? {}).toSorted()).toEqual([
      "adversarial",
      "discriminator",
      "gradientNorm.discriminator",
      "gradientNorm.generator",
      "loss",
      "mse",
      "pbt",
    ])
    for (const name of ["loss", "mse", "pbt"]) {
      const values = series(outputs, name)
      expect(values.at(-1)).toBeLessThan(0.7 * (values[0] ?? 0))
    }
    // An undecided discriminator has the loss 2 log 2.
    expect(Math.min(...series(outputs, "discriminator"))).toBeLessThan(Math.LN2)
    expect(unreached(model, after)).toEqual([])
  })

  it("adds the terms up with their weights (eq. 9)", async () => {
    const loss = { mse: 2, adversarial: 0.5, pbt: 0.1 }
    const model = m2maeObjective.model(objective({ loss }), context)
    const { outputs } = await train(model, context, optimizer, image, 1)
    const [mse, adversarial, pbt, total] = ["mse", "adversarial", "pbt", "loss"].map(
      (name) => series(outputs, name)[0] ?? Number.NaN,
    )
    expect(total).toBeCloseTo(2 * mse! + 0.5 * adversarial! + 0.1 * pbt!, 4)
  })

  const firstTerms = async (options: Parameters<typeof objective>[0]) => {
    const model = m2maeObjective.model(objective(options), context)
    const { outputs, before } = await train(model, context, optimizer, image, 1)
    const term = (name: string) => series(outputs, name)[0] ?? Number.NaN
    return { mse: term("mse"), pbt: term("pbt"), before, drawn: model.draw(random(0, "draw")) }
  }

  it("takes the MSE as a mean, or as the squared norm of an image (eq. 7 as printed)", async () => {
    const mean = await firstTerms({})
    const sum = await firstTerms({ mseReduction: "sum" })
    expect(sum.mse / mean.mse / (channels * 8 ** 3)).toBeCloseTo(1, 5)
    const masked = await firstTerms({ region: "masked" })
    const maskedSum = await firstTerms({ region: "masked", mseReduction: "sum" })
    // A cell stands for 4^3 voxels; the mean over both images of the batch.
    const cells = [...(masked.drawn["mask"] ?? [])].filter((cell) => cell === 1).length
    expect(maskedSum.mse / masked.mse / ((cells * 4 ** 3) / 2)).toBeCloseTo(1, 5)
  })

  it("takes the PBT's sum over the matrix, or that over the width", async () => {
    const sum = await firstTerms({})
    const perDimension = await firstTerms({ pbtReduction: "perDimension" })
    expect(sum.pbt / perDimension.pbt).toBeCloseTo(12, 4)
  })

  it("takes the last level before the encoder's last norm, or after", async () => {
    const { encoder } = context
    const { before, drawn } = await firstTerms({})
    const weights = Object.fromEntries(
      Object.entries(encoder.parameters).map(([name, { shape }]) => [
        name,
        tf.tensor(before[`encoder.${name}`] ?? [], [...shape]),
      ]),
    )
    const original = channelsLast(tf.tensor(image, [2, channels, 8, 8, 8]))
    const mask = cellsToVoxels(tf.tensor(drawn["mask"] ?? [], [2, channels, 8]), encoder)
    const views = [original, maskedImage(original, mask)].map((x) => encoder.encode(weights, x))
    const loss = (of: (encoded: Encoded) => tf.Tensor) =>
      barlowTwinsLoss(of(views[0]!), of(views[1]!), 1).dataSync()[0]!
    const middle = loss(({ level }) => level(1))
    const after = await firstTerms({ pbtNorm: "after" })
    const plain = await firstTerms({ pbtNorm: "before" })
    expect(after.pbt).toBeCloseTo(middle + loss(({ tokens }) => tokens), 3)
    expect(plain.pbt).toBeCloseTo(middle + loss(({ level }) => level(2)), 3)
    expect(after.pbt).not.toBeCloseTo(plain.pbt, 1)
  })

  it("leaves a term of weight 0 and its parameters out", async () => {
    const only = m2maeObjective.model(objective({ loss: { ...off, mse: 1 } }), context)
    expect(only.phases.map(({ name }) => name)).toEqual(["generator"])
    expect(Object.keys(only.parameters).filter((name) => name.startsWith("disc"))).toEqual([])
    const { outputs } = await train(only, context, optimizer, image, 1)
    expect(Object.keys(outputs[0] ?? {}).toSorted()).toEqual([
      "gradientNorm.generator",
      "loss",
      "mse",
    ])
    const pyramid = m2maeObjective.model(objective({ loss: { ...off, pbt: 1 } }), context)
    expect(Object.keys(pyramid.parameters).filter((name) => !name.startsWith("encoder."))).toEqual(
      [],
    )
    expect(pyramid.reconstruct).toBeUndefined()
  })

  it("trains the discriminator against a constant reconstruction, at its own learning rate", async () => {
    const frozen = m2maeObjective.model(
      objective({ loss: { ...off, adversarial: 1 }, discriminatorLr: 1e-3 }),
      context,
    )
    const { before, after } = await train(frozen, context, optimizer, image, 1)
    // Adam's first step moves every weight with a gradient by the learning rate.
    const moved = (name: string) =>
      Math.max(
        ...(after[name] ?? []).map((value, index) =>
          Math.abs(value - (before[name]?.[index] ?? Number.NaN)),
        ),
      )
    expect(moved("discriminator.fc3.bias")).toBeCloseTo(1e-3, 6)
    expect(moved("decoder.bias")).toBeCloseTo(1e-2, 5)
  })

  it("masks each sample by its own draw, the same in every arm", () => {
    const model = m2maeObjective.model(objective(), context)
    const { mask } = model.draw(random(1, "draw", 5))
    expect(mask).toHaveLength(2 * channels * 8)
    expect(mask?.slice(0, channels * 8)).not.toEqual(mask?.slice(channels * 8))
    const other = m2maeObjective.model(objective({ loss: { ...off, mse: 1 } }), context)
    expect(other.draw(random(1, "draw", 5))["mask"]).toEqual(mask)
  })

  it("says when the loss is over masked cells and nothing is masked", () => {
    const faults = m2maeObjective.faults?.(
      objective({ mask: [], region: "masked" }),
      context,
      "pretraining",
    )
    expect(faults?.map(({ where }) => where.field)).toEqual(["pretraining.region"])
  })
})
