import { beforeAll, describe, expect, it } from "vitest"
import { unet3d as definition } from "../../../dsl/networks/unet3d.ts"
import { tf } from "../../../runtime/engine/index.ts"
import { parameterCount, specsOf } from "../../../runtime/nn/layers/parameter.ts"
import unet3d from "../../../runtime/nn/networks/unet3d.ts"
import { channelsFirst } from "../../../runtime/nn/layers/volumeOrder.ts"
import {
  devices,
  largestError,
  outputOf,
  readReference,
  shapesOf,
  shapesOfParameters,
  weightsOf,
} from "../reference.ts"
import { contextOf } from "../segmentationContext.ts"
import { learning } from "../training.ts"

const monai = readReference("unet3d")

describe("unet3d", () => {
  beforeAll(() => tf.setBackend("cpu"))

  const small = unet3d.model(
    definition({ features: [2, 4, 6, 8, 10, 4] }),
    contextOf([32, 32, 40], 3, 2),
  )

  it("has as many parameters as MONAI's BasicUNet, 5.75 million", () => {
    const { parameters, usesEncoder } = unet3d.model(definition(), contextOf(96, 4, 3))
    expect(parameterCount(parameters)).toBe(monai.parameters)
    expect(monai.parameters).toBe(5_752_035)
    expect(usesEncoder).toBe(false)
  })

  it("has MONAI's names, and MONAI's shapes transposed", () => {
    expect(shapesOfParameters(small.parameters)).toEqual(shapesOf(monai))
  })

  it.each(devices)("gives MONAI's logits for MONAI's weights on $kind", async (device) => {
    const logits = await outputOf(
      device,
      [1, 3, 32, 32, 40],
      specsOf(small.parameters),
      weightsOf(monai),
      (network, image) => channelsFirst(small.forward({ encoder: {}, network }, image)),
    )
    expect(logits).toHaveLength(2 * 32 * 32 * 40)
    expect(largestError(logits, monai.logits, 509)).toBeLessThan(1e-4)
  })

  it("learns from one crop, through every parameter", async () => {
    const made = contextOf(16, 2, 1)
    const model = unet3d.model(definition({ features: [4, 4, 8, 8, 4] }), made)
    expect(await learning(model, made)).toEqual({ learns: true, unreached: [] })
  })

  it("names a crop that is halved away", () => {
    const [fault] =
      unet3d.faults?.(definition(), contextOf([8, 32, 32], 1, 1), "tasks.a.network") ?? []
    expect(fault?.what).toContain("8x32x32")
    expect(fault?.where.field).toBe("tasks.a.network.features")
  })
})
