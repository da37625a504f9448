import { beforeAll, describe, expect, it } from "vitest"
import { vitClassifier as definition } from "../../../dsl/network.ts"
import { residualEncoder } from "../../../dsl/encoder.ts"
import { tf } from "../../../runtime/engine/index.ts"
import residualModule from "../../../runtime/nn/encoders/residualEncoder.ts"
import { initialize } from "../../../runtime/nn/layers/initialize.ts"
import { parameterCount } from "../../../runtime/nn/layers/parameter.ts"
import vitClassifier from "../../../runtime/nn/networks/vitClassifier.ts"
import { random } from "../../../runtime/random/random.ts"
import { trainedClassifier } from "../classifierTraining.ts"

const small = residualEncoder({
  crop: [8, 16, 16],
  depth: 3,
  features: 4,
  width: 12,
  blocks: [1, 2],
})

describe("residualEncoder", () => {
  beforeAll(() => tf.setBackend("cpu"))

  it("puts out a level a stage, each of half the resolution, whose last is its tokens", () => {
    const model = residualModule.model(small, 2)
    expect(model.levels).toEqual([
      { grid: [8, 16, 16], width: 4 },
      { grid: [4, 8, 8], width: 8 },
      { grid: [2, 4, 4], width: 12 },
    ])
    expect(model).toMatchObject({ patch: [4, 4, 4], grid: [2, 4, 4], tokens: 32, width: 12 })
    const weights = Object.fromEntries(
      Object.entries(initialize(model.parameters, random(0))).map(([name, values]) => [
        name,
        tf.tensor(values, [...(model.parameters[name]?.shape ?? [])]),
      ]),
    )
    const image = tf.randomNormal([2, 8, 16, 16, 2], 0, 1, "float32", 1)
    const { tokens, level } = model.encode(weights, image)
    expect(level(1).shape).toEqual([2, 8 * 16 * 16, 4])
    expect(level(2).shape).toEqual([2, 4 * 8 * 8, 8])
    expect(tokens.shape).toEqual([2, 32, 12])
    expect([...tokens.dataSync()]).toEqual([...level(3).dataSync()])
    expect(() => level(4)).toThrow("no level 4")
    // Voxels go to tokens and back.
    const back = model.assemble(model.patches(image))
    expect([...back.dataSync()]).toEqual([...image.dataSync()])
  })

  it("is trained end to end with a linear layer on the mean of its last level", async () => {
    const context = { encoder: residualModule.model(small, 2), channels: 2, outputs: 1 }
    const network = vitClassifier.model(definition({ pool: "mean" }), context)
    const { losses, unreached } = await trainedClassifier(network, context, 80)
    expect(unreached).toEqual([])
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? 0))
    const [fault] = vitClassifier.faults?.(definition(), context, "tasks.a.network") ?? []
    expect(fault?.where.field).toBe("tasks.a.network.pool")
  })

  it("has the parameters of dynamic_network_architectures' ResidualEncoder at nnU-Net's ResEnc-L", () => {
    const model = residualModule.model(residualEncoder({ crop: 96, depth: 6 }), 1)
    // By hand: 3^3 convolutions with bias, 1^3 projections without, a scale and a shift each.
    const widths = [32, 64, 128, 256, 320, 320]
    const conv = (inputs: number, outputs: number) => 27 * inputs * outputs + 3 * outputs
    const stages = widths.map((width, stage) => {
      const inputs = widths[stage - 1] ?? 32
      const projection = inputs === width ? 0 : inputs * width + 2 * width
      const blocks = [1, 3, 4, 6, 6, 6][stage] ?? 0
      return conv(inputs, width) + projection + (2 * blocks - 1) * conv(width, width)
    })
    const expected = stages.reduce((sum, count) => sum + count, conv(1, 32))
    expect(parameterCount(model.parameters)).toBe(expected)
    expect(model.parameters["stages.1.blocks.0.skip.1.conv.weight"]?.shape).toEqual([
      1, 1, 1, 32, 64,
    ])
    expect(model.parameters["stages.5.blocks.0.skip.1.conv.weight"]).toBeUndefined()
  })
})
