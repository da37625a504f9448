import { readFileSync } from "node:fs"
import { beforeAll, describe, expect, it } from "vitest"
import { dmfnet as definition } from "../../../dsl/networks/dmfnet.ts"
import { tf } from "../../../runtime/engine/index.ts"
import dmfnet from "../../../runtime/nn/networks/dmfnet.ts"
import { parameterCount, specsOf } from "../../../runtime/nn/layers/parameter.ts"
import { trainingOutput } from "../../../runtime/nn/networks/trainingOutput.ts"
import { channelsFirst } from "../../../runtime/nn/layers/volumeOrder.ts"
import {
  devices,
  fromSpaceReversed,
  largestError,
  logitsOf,
  outputOf,
  readReference,
  shapesOf,
  shapesOfParameters,
  weightsOf,
} from "../reference.ts"
import { contextOf } from "../segmentationContext.ts"
import { learning } from "../training.ts"

const published = readReference("dmfnet")

interface Expected {
  /** Every 509th logit by the batch's statistics. */
  readonly trained: readonly number[]
  /** Running statistics of one layer after that forward pass. */
  readonly running: Readonly<Record<string, readonly number[]>>
}

const expected: Expected = JSON.parse(
  readFileSync(new URL("../../fixtures/nn/dmfnet.json", import.meta.url), "utf8"),
)

describe("dmfnet", () => {
  beforeAll(() => tf.setBackend("cpu"))

  const small = dmfnet.model(
    definition({ features: 4, channels: 8, groups: 2 }),
    contextOf([16, 32, 32], 3, 2),
  )
  const state = { ...small.parameters, ...small.buffers }
  const weights = weightsOf(published, { order: fromSpaceReversed })

  it("has as many parameters as published, 3.88 million (Chen 2019, table 1)", () => {
    const { parameters } = dmfnet.model(definition(), contextOf(128, 4, 4))
    expect(parameterCount(parameters)).toBe(published.parameters)
    expect(published.parameters / 1e6).toBeCloseTo(3.88, 2)
  })

  it("has the published code's names, and its shapes transposed", () => {
    expect(shapesOfParameters(state)).toEqual(shapesOf(published, fromSpaceReversed))
  })

  it.each(devices)("gives the published code's logits for its weights on $kind", async (device) => {
    const shape = [2, 3, 16, 32, 32] as const
    const logits = await logitsOf(device, shape, small, weights)
    expect(logits).toHaveLength(2 * 2 * 16 * 32 * 32)
    expect(largestError(logits, published.logits, 509)).toBeLessThan(1e-5)
  })

  it("in training gives its logits by the batch's statistics, and moves the running ones", async () => {
    const shape = [2, 3, 16, 32, 32] as const
    const names = Object.keys(expected.running)
    const both = await outputOf(devices[0]!, shape, specsOf(state), weights, (network, image) => {
      const { scales, buffers } = trainingOutput(small, { encoder: {}, network }, image)
      const running = names.map((name) => buffers[name]!)
      return tf.concat([tf.reshape(channelsFirst(scales[0].logits), [-1]), ...running], 0)
    })
    const logits = both.slice(0, 2 * 2 * 16 * 32 * 32)
    expect(largestError(logits, expected.trained, 509)).toBeLessThan(1e-4)
    const running = names.flatMap((name) => expected.running[name] ?? [])
    expect(running).toHaveLength(24)
    expect(largestError(both.slice(logits.length), running)).toBeLessThan(1e-5)
  })

  it("learns from one crop, through every parameter", async () => {
    const made = contextOf(32, 2, 1)
    const model = dmfnet.model(definition({ features: 4, channels: 8, groups: 2 }), made)
    expect(await learning(model, made)).toEqual({ learns: true, unreached: [] })
  })

  it("names channels that the groups do not divide, and a crop that is too odd", () => {
    const found = dmfnet.faults?.(definition({ channels: 100 }), contextOf(24, 1, 1), "network")
    expect(found?.map(({ where }) => where.field)).toEqual(["network.channels", "network"])
    expect(found?.at(-1)?.hint).toContain("32x32x32")
    expect(dmfnet.faults?.(definition(), contextOf(16, 1, 1), "network")).toHaveLength(1)
    expect(dmfnet.faults?.(definition(), contextOf([16, 16, 32], 1, 1), "network")).toEqual([])
  })
})
