import { readFileSync } from "node:fs"
import { beforeAll, describe, expect, it } from "vitest"
import { transbts as definition } from "../../../dsl/networks/transbts.ts"
import { tf } from "../../../runtime/engine/index.ts"
import { parameterCount } from "../../../runtime/nn/layers/parameter.ts"
import { trainingOutput } from "../../../runtime/nn/networks/trainingOutput.ts"
import transbts from "../../../runtime/nn/networks/transbts.ts"
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

const published = readReference("transbts")

interface Expected {
  /** Parameters of layers that the published code never reads. */
  readonly unused: number
  /** Every 509th logit by the batch's statistics. */
  readonly trained: readonly number[]
}

const expected: Expected = JSON.parse(
  readFileSync(new URL("../../fixtures/nn/transbts.json", import.meta.url), "utf8"),
)

describe("transbts", () => {
  beforeAll(() => tf.setBackend("cpu"))

  const shape = [1, 3, 16, 16, 32] as const
  const small = transbts.model(
    definition({ width: 256, heads: 4, depth: 2, mlpWidth: 24 }),
    contextOf([16, 16, 32], 3, 2),
  )
  const state = { ...small.parameters, ...small.buffers }
  const weights = weightsOf(published, { size: 0.05 })

  it("has as many parameters as published, 32.99 million, but for layers never read", () => {
    const { parameters } = transbts.model(definition(), contextOf(128, 4, 4))
    expect(parameterCount(parameters) + expected.unused).toBe(published.parameters)
    // The size that Wang 2021 gives for the moderate TransBTS.
    expect(published.parameters / 1e6).toBeCloseTo(32.99, 2)
  })

  it("has the published code's names, and its shapes transposed", () => {
    expect(shapesOfParameters(state)).toEqual(shapesOf(published))
  })

  it.each(devices)("gives the published code's logits for its weights on $kind", async (device) => {
    const logits = await logitsOf(device, shape, small, weights)
    expect(logits).toHaveLength(2 * 16 * 16 * 32)
    expect(largestError(logits, published.logits, 509)).toBeLessThan(1e-5)
  })

  it("in training gives its logits by the batch's statistics", async () => {
    const logits = await logitsOf(devices[1]!, shape, small, weights, (network, image) => {
      const { scales, buffers } = trainingOutput(small, { encoder: {}, network }, image)
      expect(Object.keys(buffers).toSorted()).toEqual(Object.keys(small.buffers ?? {}).toSorted())
      return scales[0].logits
    })
    expect(largestError(logits, expected.trained, 509)).toBeLessThan(1e-4)
  })

  it("learns from one crop, through every parameter", async () => {
    const made = contextOf(16, 2, 1)
    const model = transbts.model(definition({ width: 256, heads: 4, depth: 1, mlpWidth: 32 }), made)
    expect(await learning(model, made)).toEqual({ learns: true, unreached: [] })
  })

  it("names a width and a crop that do not fit", () => {
    const found = transbts.faults?.(definition({ width: 300 }), contextOf(20, 1, 1), "network")
    expect(found?.map(({ where }) => where.field)).toEqual([
      "network.width",
      "network.heads",
      "network",
    ])
    expect(found?.map(({ hint }) => hint)[0]).toContain("512")
  })
})
