import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { adam } from "../../dsl/optimizer.ts"
import { prepare, type Program, tf } from "../../runtime/engine/index.ts"
import type { SegmentationModel } from "../../runtime/nn/contract.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import { diceAndCrossEntropy, diceLoss } from "../../runtime/training/losses.ts"
import {
  inferenceProgram,
  segmentationProgram,
  type Segmenter,
} from "../../runtime/training/segmentation.ts"
import { contextOf } from "../nn/segmentationContext.ts"

await tf.setBackend("cpu")

const volume = (values: readonly number[]) => tf.tensor(values, [1, 1, 1, values.length, 1])
const lossOf = (logits: readonly number[], truth: readonly number[]) =>
  diceLoss(volume(logits), volume(truth)).dataSync()[0]

/** MONAI's smooth terms. */
const smooth = 1e-5

describe("diceLoss", () => {
  it("is 1 - 2 I / S of the sigmoid's overlap and sizes", () => {
    // Sigmoids 0.5 and 0.5 against 1 and 0: I = 0.5, S = 1 + 1.
    expect(lossOf([0, 0], [1, 0])).toBeCloseTo(1 - (1 + smooth) / (2 + smooth), 6)
  })

  it("is 0 for a sure and right answer, 1 for a sure and wrong one", () => {
    expect(lossOf([50, -50, 50], [1, 0, 1])).toBeCloseTo(0, 6)
    expect(lossOf([-50, 50, -50], [1, 0, 1])).toBeCloseTo(1 - smooth / (3 + smooth), 6)
  })

  it("is 0 where nothing is there and nothing is seen", () => {
    expect(lossOf([-50, -50], [0, 0])).toBeCloseTo(0, 6)
  })

  it("is the mean over samples and regions", () => {
    const logits = tf.tensor([50, -50, 50, 50], [2, 1, 1, 1, 2])
    const truth = tf.tensor([1, 1, 1, 1], [2, 1, 1, 1, 2])
    const wrong = 1 - smooth / (1 + smooth)
    expect(diceLoss(logits, truth).dataSync()[0]).toBeCloseTo(wrong / 4, 6)
  })
})

describe("a network that puts out another shape than it should", () => {
  // One map where three regions are asked for: it would be broadcast.
  const network: SegmentationModel = {
    parameters: { scale: { shape: [1], init: { kind: "ones" } } },
    usesEncoder: false,
    taps: [],
    forward: ({ network: weights }, image) =>
      tf.mul(tf.slice(image, [0, 0, 0, 0, 0], [1, 8, 8, 8, 1]), weights["scale"]!),
  }
  const { encoder } = contextOf(8, 2, 3)
  const segmenter: Segmenter = { encoder, network, outputs: 3 }
  const training = segmentationProgram({
    segmenter,
    batch: 1,
    loss: { terms: diceAndCrossEntropy, weights: { dice: 1, bce: 1 } },
    optimizer: adam({ lr: 1e-3 }),
    implementation: adamOptimizer,
  })

  it.each<readonly [string, Program]>([
    ["training", training],
    ["inference", inferenceProgram(segmenter, 1)],
  ])("is refused in %s, with both shapes", async (_, program) => {
    const error = await Effect.runPromise(
      Effect.flip(Effect.scoped(prepare(program, { kind: "cpu", threads: 1 }))),
    )
    expect(error.faults[0]).toMatchObject({
      what: "the output of the network is a tensor of float32 of shape [1, 8, 8, 8, 1]",
      expected: "a tensor of float32 of shape [1, 8, 8, 8, 3]",
    })
  })
})
