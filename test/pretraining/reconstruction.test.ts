import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { modalityMask, positionMask } from "../../dsl/mask.ts"
import { adam } from "../../dsl/optimizer.ts"
import { m2mae, mae, simmim } from "../../dsl/pretraining.ts"
import { type Arrays, prepare } from "../../runtime/engine/index.ts"
import { initialize } from "../../runtime/nn/layers/initialize.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import type { ObjectiveContext, ObjectiveModel } from "../../runtime/pretraining/contract.ts"
import m2maeObjective from "../../runtime/pretraining/m2mae.ts"
import { hiddenPositions } from "../../runtime/pretraining/evaluationMask.ts"
import maeObjective from "../../runtime/pretraining/mae.ts"
import { reconstructionProgram } from "../../runtime/pretraining/reconstructionProgram.ts"
import simmimObjective from "../../runtime/pretraining/simmim.ts"
import { random } from "../../runtime/random/random.ts"
import { BetweenSubjects } from "../../runtime/stages/reconstruct/varianceRatio.ts"
import { images } from "./images.ts"
import { builtInMasks } from "./masks.ts"

const optimizer = adam({ lr: 1e-2 })
const channels = 2
const voxels = channels * 8 ** 3
const image = images(1, channels, 8, 3)

const context: ObjectiveContext = {
  encoder: vitModule.model(
    vit({ crop: 8, patch: 4, width: 12, depth: 1, heads: 2, tokens: "perModality" }),
    channels,
  ),
  batch: 1,
  masks: builtInMasks,
}

const reconstruct = (model: ObjectiveModel, drawn: Arrays): Promise<Arrays> => {
  const program = reconstructionProgram("test", model, context)
  if (program === undefined) throw new Error("the objective reconstructs")
  const run = Effect.gen(function* () {
    const prepared = yield* prepare(program, { kind: "eager", backend: "cpu" })
    yield* prepared.load(initialize(model.parameters, random(0)))
    return yield* prepared.step({ image, ...drawn })
  })
  return Effect.runPromise(Effect.scoped(run))
}

const at = (arrays: Arrays, name: string): readonly number[] => [...(arrays[name] ?? [])]

it("of m2mae shows the drawn cells masked, in the order of volumes", async () => {
  const steps = [modalityMask(), positionMask()]
  const objective = m2mae({ mask: steps, pbt: [1], epochs: 1, batch: 1, optimizer })
  const model = m2maeObjective.model(objective, context)
  const drawn = model.draw(random(2))
  const shown = await reconstruct(model, drawn)
  const mask = at(shown, "mask")
  expect(mask).toHaveLength(voxels)
  const expected = mask.map((_, index) => {
    const [channel, voxel] = [Math.floor(index / 512), index % 512]
    const [z, y, x] = [Math.floor(voxel / 64), Math.floor(voxel / 8) % 8, voxel % 8]
    const position = (Math.floor(z / 4) * 2 + Math.floor(y / 4)) * 2 + Math.floor(x / 4)
    return drawn["mask"]?.[channel * 8 + position]
  })
  expect(mask).toEqual(expected)
  expect(at(shown, "masked")).toEqual(mask.map((cell, index) => (image[index] ?? 0) * (1 - cell)))
  expect(at(shown, "reconstruction").every(Number.isFinite)).toBe(true)
})

it.each([false, true])(
  "of mae shows the image where it is visible, normalised %s",
  async (normalizedTarget) => {
    const decoder = { width: 12, depth: 1, heads: 2 }
    const model = maeObjective.model(
      mae({ decoder, normalizedTarget, epochs: 1, batch: 1, optimizer }),
      context,
    )
    const drawn = model.draw(random(2))
    const shown = await reconstruct(model, drawn)
    const mask = at(shown, "mask")
    const reconstruction = at(shown, "reconstruction")
    expect(mask.filter((cell) => cell === 1)).toHaveLength(0.75 * voxels)
    const hidden = new Set(drawn["masked"])
    const expected = mask.map((_, index) => {
      const [channel, voxel] = [Math.floor(index / 512), index % 512]
      const [z, y, x] = [Math.floor(voxel / 64), Math.floor(voxel / 8) % 8, voxel % 8]
      const position = (Math.floor(z / 4) * 2 + Math.floor(y / 4)) * 2 + Math.floor(x / 4)
      return hidden.has(channel * 8 + position) ? 1 : 0
    })
    expect(mask).toEqual(expected)
    const unchanged = reconstruction.map((value, index) => value === image[index])
    expect(unchanged).toEqual(expected.map((cell) => cell === 0))
  },
)

describe("where positions are given", () => {
  const training = { epochs: 1, batch: 1, optimizer }
  const decoder = { width: 12, depth: 1, heads: 2 }
  const hidden = hiddenPositions(8, random(3))
  const models: Readonly<Record<string, ObjectiveModel>> = {
    m2mae: m2maeObjective.model(m2mae({ mask: [modalityMask()], pbt: [1], ...training }), context),
    mae: maeObjective.model(mae({ decoder, ratio: 0.5, ...training }), context),
    simmim: simmimObjective.model(simmim(training), context),
    normalised: maeObjective.model(mae({ decoder, normalizedTarget: true, ...training }), context),
  }

  /** What a model says of an image with those positions hidden, at weights of one value. */
  const said = (model: ObjectiveModel, seen: Float32Array, weight: number): Promise<Arrays> => {
    const given = model.hiding?.(hidden)
    const program = reconstructionProgram("test", model, context, given?.inputs)
    if (program === undefined || given === undefined) throw new Error("the objective reconstructs")
    const run = Effect.gen(function* () {
      const prepared = yield* prepare(program, { kind: "eager", backend: "cpu" })
      const drawn = Object.entries(initialize(model.parameters, random(0)))
      yield* prepared.load(
        Object.fromEntries(drawn.map(([name, values]) => [name, values.fill(weight)])),
      )
      return yield* prepared.step({ image: seen, ...given.values })
    })
    return Effect.runPromise(Effect.scoped(run))
  }

  it("three in four are hidden", () => {
    expect([...hidden].filter((one) => one === 1)).toHaveLength(6)
  })

  it.each(Object.entries(models))(
    "%s hides them in all modalities, whatever it hides in training",
    async (_, model) => {
      const mask = at(await said(model, image, 0.01), "mask")
      const expected = mask.map((__, index) => {
        const voxel = index % 512
        const [z, y, x] = [Math.floor(voxel / 64), Math.floor(voxel / 8) % 8, voxel % 8]
        return hidden[(Math.floor(z / 4) * 2 + Math.floor(y / 4)) * 2 + Math.floor(x / 4)]
      })
      expect(mask).toEqual(expected)
    },
  )

  it("normalised patches are measured as they are predicted: one prediction for all has a ratio of exactly 0", async () => {
    const model = models["normalised"]
    if (model === undefined) throw new Error("it is there")
    const between = new BetweenSubjects(voxels)
    const seen = [1, 2, 3].map((seed) => images(1, channels, 8, seed))
    const predictions: Float32Array[] = []
    for (const each of seen) {
      // At weights of 0 what is predicted depends on no image.
      const { target, prediction, reconstruction, mask } = await said(model, each, 0)
      const floats = [target, prediction, mask].map((values) => Float32Array.from(values ?? []))
      between.add(floats[0]!, floats[1]!, floats[2]!)
      predictions.push(floats[1]!)
      // The picture has each patch's own mean, which the model was not given.
      expect(new Set(reconstruction).size).toBeGreaterThan(8)
    }
    expect(predictions.map((one) => between.shareOf(one))).toEqual([0, 0, 0])
  })
})
