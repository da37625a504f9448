import { readFileSync } from "node:fs"
import { beforeAll, describe, expect, it } from "vitest"
import { nnunet as definition } from "../../../dsl/networks/nnunet.ts"
import { tf, type Triple } from "../../../runtime/engine/index.ts"
import nnunet from "../../../runtime/nn/networks/nnunet.ts"
import {
  divisorOf,
  nnunetPlan,
  supervisionWeights,
} from "../../../runtime/nn/networks/nnunetPlan.ts"
import { parameterCount, specsOf } from "../../../runtime/nn/layers/parameter.ts"
import { trainingOutput } from "../../../runtime/nn/networks/trainingOutput.ts"
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

const monai = readReference("nnunet")

interface Expected {
  /** Every 61st logit at half resolution. */
  readonly coarse: readonly number[]
  /** nnunetv2's get_pool_and_conv_props. */
  readonly plans: readonly {
    readonly crop: Triple
    readonly spacing: Triple
    readonly strides: readonly Triple[]
    readonly kernels: readonly Triple[]
    /** Whether nnU-Net leaves the crop as it is. */
    readonly fits: boolean
  }[]
}

const { coarse, plans }: Expected = JSON.parse(
  readFileSync(new URL("../../fixtures/nn/nnunet.json", import.meta.url), "utf8"),
)

describe("nnunetPlan", () => {
  it.each(plans)("is nnU-Net's for $crop at $spacing mm", ({ crop, spacing, ...expected }) => {
    const plan = nnunetPlan(crop, spacing)
    expect(plan.strides).toEqual(expected.strides)
    expect(plan.kernels).toEqual(expected.kernels)
    const fits = divisorOf(plan).every((by, axis) => (crop[axis] ?? 0) % by === 0)
    expect(fits).toBe(expected.fits)
  })

  it("halves the weight from scale to scale and leaves the coarsest out", () => {
    // nnUNetTrainer._build_loss: [1, 1/2, 1/4, 1/8, 0] over their sum.
    expect(supervisionWeights(5)).toEqual([8 / 15, 4 / 15, 2 / 15, 1 / 15])
    expect(supervisionWeights(1)).toEqual([1])
  })
})

describe("nnunet", () => {
  beforeAll(() => tf.setBackend("cpu"))

  const small = nnunet.model(
    definition({ features: 2, maxFeatures: 5 }),
    contextOf([16, 32, 32], 3, 2),
  )

  it("has as many parameters as MONAI's DynUNet at 128^3, 31.2 million", () => {
    const { parameters } = nnunet.model(definition(), contextOf(128, 4, 3))
    expect(parameterCount(parameters)).toBe(monai.parameters)
    expect(monai.parameters).toBe(31_193_388)
  })

  it("has MONAI's names, and MONAI's shapes transposed", () => {
    expect(shapesOfParameters(small.parameters)).toEqual(shapesOf(monai))
  })

  it.each(devices)("gives MONAI's logits for MONAI's weights on $kind", async (device) => {
    const shape = [1, 3, 16, 32, 32] as const
    const forward = (
      read: (network: Readonly<Record<string, tf.Tensor>>, image: tf.Tensor) => tf.Tensor,
    ) =>
      outputOf(device, shape, specsOf(small.parameters), weightsOf(monai), (network, image) =>
        channelsFirst(read(network, image)),
      )
    const logits = await forward((network, image) => small.forward({ encoder: {}, network }, image))
    expect(logits).toHaveLength(2 * 16 * 32 * 32)
    expect(largestError(logits, monai.logits, 509)).toBeLessThan(1e-4)
    const half = await forward((network, image) => {
      const { scales } = trainingOutput(small, { encoder: {}, network }, image)
      expect(scales.map(({ weight }) => weight)).toEqual([2 / 3, 1 / 3])
      return scales[1]!.logits
    })
    expect(half).toHaveLength(2 * 8 * 16 * 16)
    expect(largestError(half, coarse, 61)).toBeLessThan(1e-4)
  })

  it("learns from one crop, through every parameter", async () => {
    const made = contextOf([8, 32, 32], 2, 1)
    const model = nnunet.model(definition({ features: 4, spacing: [3, 1, 1] }), made)
    expect(await learning(model, made)).toEqual({ learns: true, unreached: [] })
  })

  it("trains on one output where it is told so", () => {
    const { parameters } = nnunet.model(definition({ deepSupervision: false }), contextOf(96, 4, 3))
    expect(Object.keys(parameters).some((name) => name.includes("supervision"))).toBe(false)
  })

  it("names a crop that its strides do not divide, and one that fits", () => {
    const [fault] =
      nnunet.faults?.(definition(), contextOf([96, 100, 96], 1, 1), "tasks.a.network") ?? []
    expect(fault?.where.field).toBe("tasks.a.network")
    expect(fault?.hint).toContain("96x112x96")
    expect(nnunet.faults?.(definition(), contextOf(4, 1, 1), "network")).toHaveLength(1)
    expect(nnunet.faults?.(definition(), contextOf(96, 1, 1), "network")).toEqual([])
  })
})
