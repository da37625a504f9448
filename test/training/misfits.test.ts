import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { adam } from "../../dsl/optimizers/adam.ts"
import { prepare, type Program, type Tensors, tf } from "../../runtime/engine/index.ts"
import type { SegmentationModel } from "../../runtime/nn/contract.ts"
import adamOptimizer from "../../runtime/training/optimizers/adam.ts"
import type { OptimizerImplementation } from "../../runtime/training/optimizers/contract.ts"
import { inferenceProgram, segmentationProgram } from "../../runtime/training/segmentation.ts"
import { diceAndCrossEntropy } from "../../runtime/training/losses.ts"
import { contextOf } from "../nn/segmentationContext.ts"

const file = import.meta.filename
const { encoder } = contextOf(8, 2, 2)

/** A network whose logits are the image, once a region, times a weight; then as another makes them. */
const networkOf = (
  change: (logits: tf.Tensor) => tf.Tensor = (logits) => logits,
  more: Partial<SegmentationModel> = {},
): SegmentationModel => ({
  parameters: { scale: { shape: [1], init: { kind: "ones" } } },
  usesEncoder: false,
  taps: [],
  forward: ({ network }, image) =>
    change(tf.mul(tf.slice(image, [0, 0, 0, 0, 0], [-1, -1, -1, -1, 2]), network["scale"]!)),
  ...more,
})

const trainingOf = (
  network: SegmentationModel,
  implementation: OptimizerImplementation = adamOptimizer,
): Program =>
  segmentationProgram({
    segmenter: { encoder, network, outputs: 2 },
    batch: 1,
    loss: { terms: diceAndCrossEntropy, weights: {} },
    optimizer: adam({ lr: 1e-3 }),
    implementation,
  })

/** The fault of a program that cannot be prepared. */
const toldOf = async (program: Program) => {
  const { faults } = await Effect.runPromise(
    Effect.flip(Effect.scoped(prepare(program, { kind: "cpu", threads: 1 }))),
  )
  return faults[0]
}

/** Adam whose update is changed by another. */
const changing = (
  change: (after: { weights: Tensors; state: Tensors }) => { weights: Tensors; state: Tensors },
): OptimizerImplementation => ({
  ...adamOptimizer,
  update: (_, given) => change(adamOptimizer.update(adam({ lr: 1e-3 }), given)),
})

describe("what a network gives is refused with the line of the function that gives it", () => {
  it.each<readonly [string, SegmentationModel, string]>([
    [
      "whole numbers",
      networkOf((logits) => tf.cast(logits, "int32")),
      "the output of the network is a tensor of int32 of shape [1, 8, 8, 8, 2]",
    ],
    [
      "logits of half the resolution alone",
      networkOf((logits) => tf.slice(logits, [0, 0, 0, 0, 0], [-1, 4, 4, 4, -1])),
      "the output of the network is a tensor of float32 of shape [1, 4, 4, 4, 2]",
    ],
    [
      "a tensor that it has disposed",
      networkOf((logits) => {
        logits.dispose()
        return logits
      }),
      "the output of the network is a tensor that was disposed",
    ],
    [
      "a buffer that it leaves out",
      networkOf(undefined, {
        buffers: { mean: { shape: [2], init: { kind: "zeros" } } },
        train: ({ network }, image) => ({
          scales: [{ logits: networkOf().forward({ encoder: {}, network }, image), weight: 1 }],
          buffers: {},
        }),
      }),
      "what the network gives for its buffers is a record of nothing",
    ],
  ])("%s", async (_, network, what) => {
    expect(await toldOf(trainingOf(network))).toMatchObject({ what, where: { file } })
  })

  it("is refused where the loss does not depend on a weight, which would train nothing", async () => {
    const network = networkOf(undefined, {
      forward: (_, image) => tf.slice(image, [0, 0, 0, 0, 0], [-1, -1, -1, -1, 2]),
    })
    expect(await toldOf(trainingOf(network))).toMatchObject({
      what: "the loss depends on none of the weights that it is to train",
    })
  })

  it("in inference too, whose output of another type would be passed over", async () => {
    const network = networkOf((logits) => tf.greater(logits, 0))
    expect(await toldOf(inferenceProgram({ encoder, network, outputs: 2 }, 1))).toMatchObject({
      what: "the output of the network is a tensor of bool of shape [1, 8, 8, 8, 2]",
      where: { file },
    })
  })
})

describe("an update is refused that", () => {
  it.each<readonly [string, OptimizerImplementation, string]>([
    [
      "leaves out a weight, which would stay as it is",
      changing(({ state }) => ({ weights: {}, state })),
      "after a step of adam the weight network.scale is undefined",
    ],
    [
      "leaves out a moment",
      changing(({ weights, state }) => {
        const { "m:network.scale": _, ...rest } = state
        return { weights, state: rest }
      }),
      "after a step of adam the state m:network.scale is undefined",
    ],
    [
      "gives a weight in another shape",
      changing(({ weights, state }) => ({
        weights: { "network.scale": tf.reshape(weights["network.scale"]!, [1, 1]) },
        state,
      })),
      "after a step of adam the weight network.scale is a tensor of float32 of shape [1, 1]",
    ],
    [
      "gives one more",
      changing(({ weights, state }) => ({
        weights: { ...weights, "network.shift": tf.zeros([1]) },
        state,
      })),
      "after a step of adam the weight network.shift is a tensor of float32 of shape [1]",
    ],
    [
      "keeps a state by the name of a weight",
      { ...adamOptimizer, state: (weights) => weights },
      "the name of a state of adam is 'network.scale'",
    ],
  ])("%s", async (_, implementation, what) => {
    expect(await toldOf(trainingOf(networkOf(), implementation))).toMatchObject({ what })
  })
})
