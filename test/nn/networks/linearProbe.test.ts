import { beforeAll, expect, it } from "vitest"
import { linearProbe as definition } from "../../../dsl/network.ts"
import { tf } from "../../../runtime/engine/index.ts"
import linearProbe from "../../../runtime/nn/networks/linearProbe.ts"

beforeAll(() => tf.setBackend("cpu"))

const head = linearProbe.model(definition(), { width: 2, outputs: 1 })
const weights = { "linear.weight": tf.tensor2d([[1], [10]]), "linear.bias": tf.tensor1d([0.5]) }
const fresh = { "norm.running_mean": tf.zeros([2]), "norm.running_var": tf.ones([2]) }

it("normalises by the batch in training, and keeps running moments as PyTorch does", () => {
  expect(head.parameters["linear.weight"]?.shape).toEqual([2, 1])
  const features = tf.tensor2d([
    [1, 0],
    [3, 4],
  ])
  const { logits, buffers } = head.train(weights, fresh, features)
  // Each column becomes -1, 1: logits -1 - 10 + 0.5 and 1 + 10 + 0.5.
  const [low, high] = logits.dataSync()
  expect(low).toBeCloseTo(-10.5, 4)
  expect(high).toBeCloseTo(11.5, 4)
  // 0.9 before + 0.1 of the mean (2, 2) and of the unbiased variance (2, 8).
  expect([...(buffers["norm.running_mean"]?.dataSync() ?? [])]).toEqual(
    [0.2, 0.2].map((value) => expect.closeTo(value, 5)),
  )
  expect([...(buffers["norm.running_var"]?.dataSync() ?? [])]).toEqual(
    [1.1, 1.7].map((value) => expect.closeTo(value, 5)),
  )
})

it("normalises by the running moments in inference", () => {
  const buffers = {
    "norm.running_mean": tf.tensor1d([1, 2]),
    "norm.running_var": tf.tensor1d([4, 1]),
  }
  const logits = head.infer(weights, buffers, tf.tensor2d([[3, 3]]))
  expect(logits.dataSync()[0]).toBeCloseTo(1 + 10 + 0.5, 4)
})
