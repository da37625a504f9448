import { beforeAll, expect, it } from "vitest"
import { vit } from "../../dsl/encoder.ts"
import { tf } from "../../runtime/engine/index.ts"
import vitModule from "../../runtime/nn/encoders/vit.ts"
import {
  cellsToVoxels,
  maskedImage,
  tokensToVoxels,
} from "../../runtime/pretraining/maskedImage.ts"

beforeAll(() => tf.setBackend("cpu"))

it("spreads a cell over its patch, and nowhere else", () => {
  const volume = { patch: [2, 1, 2], grid: [1, 2, 2] } as const
  // Modality 1, position 2 (second row, first column).
  const cells = tf.tensor3d([0, 0, 0, 0, 0, 0, 1, 0], [1, 2, 4])
  const voxels = cellsToVoxels(cells, volume)
  expect(voxels.shape).toEqual([1, 2, 2, 4, 2])
  const expected = tf.buffer([1, 2, 2, 4, 2])
  for (const z of [0, 1]) for (const x of [0, 1]) expected.set(1, 0, z, 1, x, 1)
  expect([...voxels.dataSync()]).toEqual([...expected.toTensor().dataSync()])
})

it("agrees with the tokens' own patches", () => {
  const encoder = vitModule.model(
    vit({ crop: 4, patch: 2, width: 2, depth: 1, heads: 1, tokens: "perModality" }),
    3,
  )
  const tokens = tf.cast(tf.greater(tf.randomUniform([2, 24], 0, 1, "float32", 1), 0.5), "float32")
  const cells = cellsToVoxels(tf.reshape(tokens, [2, 3, 8]), encoder)
  expect(tokensToVoxels(tokens, encoder).dataSync()).toEqual(cells.dataSync())
})

it("fills masked voxels with zero, or with a value of their modality", () => {
  const image = tf.tensor([5, 6, 7, 8], [1, 1, 1, 2, 2])
  const mask = tf.tensor([1, 0, 0, 1], [1, 1, 1, 2, 2])
  expect([...maskedImage(image, mask).dataSync()]).toEqual([0, 6, 7, 0])
  expect([...maskedImage(image, mask, tf.tensor1d([-1, -2])).dataSync()]).toEqual([-1, 6, 7, -2])
})
