import { beforeAll, expect, it } from "vitest"
import { tf } from "../../../runtime/engine/index.ts"
import { truthAt } from "../../../runtime/nn/networks/trainingOutput.ts"

beforeAll(() => tf.setBackend("cpu"))

// torch.nn.functional.interpolate(torch.arange(8.).view(1, 1, 8), size, mode="nearest-exact")
it.each([
  { length: 8, kept: [0, 1, 2, 3, 4, 5, 6, 7] },
  { length: 4, kept: [1, 3, 5, 7] },
  { length: 2, kept: [2, 6] },
])("keeps the voxels of PyTorch's nearest-exact at $length of 8", ({ length, kept }) => {
  for (const axis of [1, 2, 3]) {
    const shape = (size: number): number[] => [1, 1, 1, 1, 1].with(axis, size)
    const truth = tf.reshape(tf.range(0, 8), shape(8))
    const coarse = truthAt(truth, tf.zeros(shape(length)))
    expect(coarse.shape).toEqual(shape(length))
    expect([...coarse.dataSync()]).toEqual(kept)
  }
})
