import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { affine, flip } from "../../../../dsl/index.ts"
import { affineCrop } from "../../../../runtime/data/transforms/augment/affineCrop.ts"
import { affineMatrix } from "../../../../runtime/data/transforms/augment/affineMatrix.ts"
import { augment, boxToRead } from "../../../../runtime/data/transforms/augment/augment.ts"
import { loaded } from "./builtIn.ts"
import { wholeOf } from "../../../../runtime/data/transforms/augment/crop.ts"
import { random } from "../../../../runtime/random/random.ts"

const length = fc.integer({ min: 1, max: 6 })
const sizes = fc.tuple(length, length, length)

const crop = ([d, h, w]: readonly [number, number, number], channels: number) => ({
  image: Float32Array.from({ length: channels * d * h * w }, (_, index) => index + 1),
  label: Uint8Array.from({ length: d * h * w }, (_, index) => 1 + ((index * 7) % 5)),
})

const always = { rotationProbability: 1, scalingProbability: 1 }

describe("affine", () => {
  it("of angle 0 and scale 1 leaves the crop as it is", () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom("all" as const, "inPlane" as const), (size, axes) => {
        const { image, label } = crop(size, 3)
        const step = affine({ ...always, axes, rotation: [0, 0], scaling: [1, 1] })
        const made = augment(image, label, size, loaded([step]), random(1))
        expect(made.image).toEqual(image)
        expect(made.label).toEqual(label)
      }),
    )
  })

  it("by 90 degrees about an axis is a permutation of a cube's voxels", () => {
    fc.assert(
      fc.property(length, fc.constantFrom(0, 1, 2), (side, axis) => {
        const size = [side, side, side] as const
        const { image, label } = crop(size, 2)
        const turn = (at: number) => (at === axis ? Math.PI / 2 : 0)
        const matrix = affineMatrix([turn(0), turn(1), turn(2)], [1, 1, 1])
        const made = affineCrop({ image, label }, wholeOf(size), size, matrix)
        // R(90 degrees) takes the axis after `axis`, in the order of axes, onto the one after that.
        const last = side - 1
        const from = [
          ([z, y, x]: readonly number[]) => [z!, last - x!, y!],
          ([z, y, x]: readonly number[]) => [x!, y!, last - z!],
          ([z, y, x]: readonly number[]) => [last - y!, z!, x!],
        ][axis]!
        for (const at of label.keys()) {
          const place = [Math.floor(at / side ** 2), Math.floor(at / side) % side, at % side]
          const [z, y, x] = from(place)
          const source = (z! * side + y!) * side + x!
          expect(made.label?.[at]).toBe(label[source])
          for (const channel of [0, side ** 3])
            expect(made.image[channel + at]).toBeCloseTo(image[channel + source]!, 3)
        }
      }),
    )
  })

  it("makes no label that was not there, but 0 outside, and no value beyond the extremes", () => {
    fc.assert(
      fc.property(sizes, fc.integer(), (size, seed) => {
        const { image, label } = crop(size, 1)
        const step = affine({ ...always, rotation: [-180, 180], scaling: [0.5, 2] })
        const made = augment(image, label, size, loaded([step]), random(seed))
        const known = new Set([0, ...label])
        expect([...(made.label ?? [])].every((value) => known.has(value))).toBe(true)
        expect(made.image.every((value) => value >= 0 && value <= image.length + 1e-3)).toBe(true)
      }),
    )
  })

  it("in plane gives each slice by itself", () => {
    const size = [3, 5, 4] as const
    const slices = Float32Array.from({ length: 60 }, (_, index) => Math.floor(index / 20) + 1)
    const step = affine({ ...always, axes: "inPlane", rotation: [-180, 180], scaling: [0.5, 0.5] })
    const { image } = augment(slices, undefined, size, loaded([step]), random(3))
    expect([...image]).toEqual([...slices].map((value) => expect.closeTo(value, 5)))
  })

  it("asks for voxels beyond the crop as the first step alone, and for none outside of the volume", () => {
    const size = [8, 8, 8] as const
    const step = affine({ ...always, rotation: [0, 0], scaling: [2, 2] })
    const volume = { origin: [-10, -3, -1], size: [30, 12, 9] } as const
    // From 3.5 - 7 to 3.5 + 7 with the neighbours on both sides, where the volume has them.
    expect(boxToRead(loaded([step]), size, random(1), volume)).toEqual({
      origin: [-4, -3, -1],
      size: [16, 12, 9],
    })
    expect(boxToRead(loaded([flip(), step]), size, random(1), volume)).toEqual(wholeOf(size))
    const still = affine({ rotationProbability: 0, scalingProbability: 0 })
    expect(boxToRead(loaded([still]), size, random(1), volume)).toEqual(wholeOf(size))
    const ones = new Float32Array(512).fill(1)
    const made = augment(ones, undefined, size, loaded([flip(), step]), random(1)).image
    expect(made[0]).toBe(0)
    expect(made[(4 * 8 + 4) * 8 + 4]).toBeCloseTo(1, 6)
  })
})
