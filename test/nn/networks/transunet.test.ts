import { readFileSync } from "node:fs"
import { beforeAll, describe, expect, it } from "vitest"
import { transunet as definition } from "../../../dsl/networks/transunet.ts"
import { tf } from "../../../runtime/engine/index.ts"
import { parameterCount } from "../../../runtime/nn/layers/parameter.ts"
import { trainingOutput } from "../../../runtime/nn/networks/trainingOutput.ts"
import transunet from "../../../runtime/nn/networks/transunet.ts"
import {
  devices,
  largestError,
  logitsOf,
  readReference,
  shapesOf,
  shapesOfParameters,
  weightsOf,
} from "../reference.ts"
import { contextOf } from "../segmentationContext.ts"
import { learning } from "../training.ts"

const published = readReference("transunet")

interface Expected {
  /** Parameters of the coarsest output, which takes no part in nnU-Net's loss. */
  readonly unused: number
  /** Every 127th logit at half resolution. */
  readonly coarse: readonly number[]
}

const expected: Expected = JSON.parse(
  readFileSync(new URL("../../fixtures/nn/transunet.json", import.meta.url), "utf8"),
)

describe("transunet", () => {
  beforeAll(() => tf.setBackend("cpu"))

  const shape = [1, 3, 16, 64, 64] as const
  const small = transunet.model(
    definition({ features: 2, maxFeatures: 5, width: 12, depth: 2, heads: 3, mlpWidth: 24 }),
    contextOf([16, 64, 64], 3, 2),
  )
  const weights = weightsOf(published)

  it("has as many parameters as the published code, but for the coarsest output", () => {
    const { parameters } = transunet.model(definition(), contextOf(128, 4, 4))
    expect(parameterCount(parameters) + expected.unused).toBe(published.parameters)
  })

  it("has the published code's names, and its shapes transposed", () => {
    expect(shapesOfParameters(small.parameters)).toEqual(shapesOf(published))
  })

  it.each(devices)("gives the published code's logits for its weights on $kind", async (device) => {
    const logits = await logitsOf(device, shape, small, weights)
    expect(logits).toHaveLength(2 * 16 * 64 * 64)
    expect(largestError(logits, published.logits, 1009)).toBeLessThan(1e-4)
    const half = await logitsOf(device, shape, small, weights, (network, image) => {
      const { scales } = trainingOutput(small, { encoder: {}, network }, image)
      expect(scales.map(({ weight }) => weight)).toEqual([4 / 7, 2 / 7, 1 / 7])
      return scales[1]!.logits
    })
    expect(largestError(half, expected.coarse, 127)).toBeLessThan(1e-4)
  })

  it("learns from one crop, through every parameter", async () => {
    const made = contextOf([16, 16, 32], 2, 1)
    const model = transunet.model(
      definition({ features: 4, width: 24, depth: 1, heads: 3, mlpWidth: 32 }),
      made,
    )
    expect(await learning(model, made)).toEqual({ learns: true, unreached: [] })
  })

  it("names heads and a crop that do not fit", () => {
    const found = transunet.faults?.(definition({ heads: 7 }), contextOf(100, 1, 1), "network")
    expect(found?.map(({ where }) => where.field)).toEqual(["network.heads", "network"])
  })
})
