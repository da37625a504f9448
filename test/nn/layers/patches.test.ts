import * as fc from "fast-check"
import { beforeAll, expect, it } from "vitest"
import { tf } from "../../../runtime/engine/index.ts"
import {
  fromPatches,
  type PatchGrid,
  tokensOf,
  toPatches,
  voxelsPerToken,
} from "../../../runtime/nn/layers/patches.ts"

beforeAll(() => tf.setBackend("cpu"))

const size = fc.integer({ min: 1, max: 3 })
const triple = fc.tuple(size, size, size)
const grids: fc.Arbitrary<PatchGrid> = fc.record({
  layout: fc.constantFrom("stacked", "perModality"),
  patch: triple,
  grid: triple,
  channels: size,
})

/** An image whose voxels are numbered from 0. */
const numbered = ({ patch, grid, channels }: PatchGrid): tf.Tensor => {
  const [d, h, w] = [grid[0] * patch[0], grid[1] * patch[1], grid[2] * patch[2]]
  return tf.reshape(tf.range(0, 2 * d * h * w * channels), [2, d, h, w, channels])
}

it("puts together what it cuts", () => {
  fc.assert(
    fc.property(grids, (patches) => {
      const image = numbered(patches)
      const cut = toPatches(patches, image)
      expect(cut.shape).toEqual([2, tokensOf(patches), voxelsPerToken(patches)])
      expect(fromPatches(patches, cut).dataSync()).toEqual(image.dataSync())
    }),
  )
})

it("has per-modality tokens modality by modality, each of one modality", () => {
  const patches: PatchGrid = {
    layout: "perModality",
    patch: [1, 2, 2],
    grid: [2, 1, 1],
    channels: 3,
  }
  const channelOf = tf.range(0, 3)
  const image = tf.add(tf.zeros([1, 2, 2, 2, 3]), channelOf)
  const values = [...toPatches(patches, image).dataSync()]
  expect(values).toEqual([0, 1, 2].flatMap((modality) => Array.from({ length: 8 }, () => modality)))
})
