import { describe, expect, it } from "vitest"
import { tf } from "../../runtime/engine/index.ts"
import { diceLoss } from "../../runtime/training/segmentation.ts"

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
