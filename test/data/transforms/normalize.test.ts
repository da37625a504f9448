import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { cropToBox, nonzeroBox } from "../../../runtime/data/transforms/boundingBox.ts"
import { normalizeIntensity } from "../../../runtime/data/transforms/normalize.ts"
import { regionMask } from "../../../runtime/data/transforms/region.ts"

describe("normalizeIntensity of what is not 0", () => {
  it("is (value - mean) / std of what is not 0: 2, 4, 4, 4, 5, 5, 7, 9 have mean 5, std 2", () => {
    const values = Float32Array.of(0, 2, 4, 4, 0, 4, 5, 5, 7, 9, 0)
    expect(normalizeIntensity(values, true)).toEqual({ mean: 5, std: 2, count: 8 })
    expect([...values]).toEqual([0, -1.5, -0.5, -0.5, 0, -0.5, 0, 0, 1, 2, 0])
  })

  it("keeps zeros, and takes a std of 0 as 1, as MONAI does", () => {
    const constant = Float32Array.of(3, 0, 3)
    normalizeIntensity(constant, true)
    expect([...constant]).toEqual([0, 0, 0])
    const empty = new Float32Array(4)
    expect(normalizeIntensity(empty, true)).toEqual({ mean: 0, std: 0, count: 0 })
    expect([...empty]).toEqual([0, 0, 0, 0])
  })

  it("is exact where the values lie far from 0", () => {
    const values = Float32Array.from({ length: 1000 }, (_, i) => 1e6 + (i % 2))
    const { mean, std } = normalizeIntensity(values, true)
    expect([mean, std]).toEqual([1e6 + 0.5, 0.5])
    expect(values.slice(0, 2)).toEqual(Float32Array.of(-1, 1))
  })
})

const length = fc.integer({ min: 1, max: 5 })
const grid = fc.tuple(length, length, length).chain((shape) => {
  const voxels = shape[0] * shape[1] * shape[2]
  const value = fc.constantFrom(0, 0, 0, 0, 7)
  return fc.record({
    shape: fc.constant(shape),
    values: fc
      .array(value, { minLength: voxels, maxLength: voxels })
      .map((all) => Uint8Array.from(all)),
  })
})

describe("nonzeroBox", () => {
  it("is the least and greatest index of what is not 0, on each axis", () => {
    fc.assert(
      fc.property(grid, ({ shape, values }) => {
        const [, height, width] = shape
        const found = [...values.entries()].flatMap(([voxel, value]) =>
          value === 0
            ? []
            : [
                [
                  Math.floor(voxel / (height * width)),
                  Math.floor(voxel / width) % height,
                  voxel % width,
                ],
              ],
        )
        const low = [0, 1, 2].map((axis) => Math.min(...found.map((at) => at[axis] ?? NaN)))
        const high = [0, 1, 2].map((axis) => Math.max(...found.map((at) => at[axis] ?? NaN)))
        const size = high.map((last, axis) => last - (low[axis] ?? NaN) + 1)
        const expected = found.length === 0 ? undefined : { origin: low, size }
        expect(nonzeroBox([values], shape)).toEqual(expected)
        // Floats have code of their own; -0 is 0, and an array may begin within another.
        const floats = new Float32Array(values.length + 1).subarray(1)
        values.forEach((value, voxel) => (floats[voxel] = value === 0 ? -0 : value))
        expect(nonzeroBox([floats], shape)).toEqual(expected)
      }),
    )
  })

  it("holds what is not 0 in any image and any channel", () => {
    const image = new Float32Array(2 * 3 * 3 * 3)
    image[0] = -1 // Channel 0, (0, 0, 0).
    image[27 + 13] = 2 // Channel 1, (1, 1, 1).
    const label = new Uint8Array(27)
    label[1 * 9 + 2 * 3 + 0] = 1
    expect(nonzeroBox([image, label], [3, 3, 3])).toEqual({ origin: [0, 0, 0], size: [2, 3, 2] })
  })

  it("cuts out the box, which leaves nothing but 0", () => {
    fc.assert(
      fc.property(grid, ({ shape, values }) => {
        const box = nonzeroBox([values], shape)
        fc.pre(box !== undefined)
        const size = box.size[0] * box.size[1] * box.size[2]
        const cut = cropToBox(values, shape, box, new Uint8Array(size))
        const own = values.slice()
        expect(cropToBox(own, shape, box, own.subarray(0, size))).toEqual(cut)
        const [z, y, x] = box.origin
        const [, height, width] = shape
        for (const [voxel, value] of cut.entries()) {
          const [row, i] = [Math.floor(voxel / box.size[2]), voxel % box.size[2]]
          const [k, j] = [Math.floor(row / box.size[1]), row % box.size[1]]
          expect(value).toBe(values[((z + k) * height + y + j) * width + x + i])
        }
        expect(cut.filter(Boolean).length).toBe(values.filter(Boolean).length)
        const both = new Uint8Array([...values, ...values])
        const twice = cropToBox(both, shape, box, new Uint8Array(2 * size))
        expect(twice).toEqual(new Uint8Array([...cut, ...cut]))
      }),
    )
  })
})

it("regionMask tells the label values of a region from the others", () => {
  const label = Uint8Array.of(0, 1, 2, 3, 255)
  expect(regionMask(label, [1, 3])).toEqual(Uint8Array.of(0, 1, 0, 1, 0))
  expect(regionMask(label, [])).toEqual(new Uint8Array(5))
})
