import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { packBits, rowOf } from "../../runtime/metrics/bitVolume.ts"
import type { Triple } from "../../runtime/metrics/grid.ts"
import { voxelSurface } from "../../runtime/metrics/voxelSurface.ts"

/** Masks of any nonzero byte, rows of up to three words, at any place of a buffer. */
const masks = fc
  .tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 70 }),
    fc.integer({ min: 0, max: 3 }),
  )
  .chain(([depth, height, width, offset]) => {
    const length = depth * height * width
    return fc
      .array(fc.constantFrom(0, 1, 1, 1, 2, 128, 255), { minLength: length, maxLength: length })
      .map((bytes) => {
        const shape: Triple = [depth, height, width]
        const mask = new Uint8Array(length + offset).subarray(offset)
        mask.set(bytes)
        return { mask, shape }
      })
  })

describe("packBits", () => {
  it("sets the bits of the voxels that are not 0, and no other", () => {
    fc.assert(
      fc.property(masks, ({ mask, shape }) => {
        const volume = packBits(mask, shape)
        for (let z = -1; z <= shape[0]; z++)
          for (let y = -1; y <= shape[1]; y++)
            for (let bit = 0; bit < 32 * volume.rowWords; bit++) {
              const x = bit - 1
              const outside =
                z < 0 || z === shape[0] || y < 0 || y === shape[1] || x < 0 || x >= shape[2]
              const voxel = outside ? 0 : mask[(z * shape[1] + y) * shape[2] + x]
              const word = volume.words[rowOf(volume, z, y) + (bit >>> 5)]!
              expect((word >>> (bit & 31)) & 1).toBe(voxel === 0 ? 0 : 1)
            }
      }),
    )
  })
})

describe("voxelSurface", () => {
  it("is what has a neighbour outside, by face, the border being outside", () => {
    fc.assert(
      fc.property(masks, ({ mask, shape: [depth, height, width] }) => {
        const inside = (z: number, y: number, x: number): boolean =>
          z >= 0 &&
          z < depth &&
          y >= 0 &&
          y < height &&
          x >= 0 &&
          x < width &&
          mask[(z * height + y) * width + x] !== 0
        const edge = Uint8Array.from(mask, (_, i) => {
          const x = i % width
          const y = Math.floor(i / width) % height
          const z = Math.floor(i / (width * height))
          const eroded =
            inside(z - 1, y, x) &&
            inside(z + 1, y, x) &&
            inside(z, y - 1, x) &&
            inside(z, y + 1, x) &&
            inside(z, y, x - 1) &&
            inside(z, y, x + 1)
          return inside(z, y, x) && !eroded ? 1 : 0
        })
        const shape: Triple = [depth, height, width]
        expect(voxelSurface(packBits(mask, shape))).toEqual(packBits(edge, shape))
      }),
    )
  })
})
