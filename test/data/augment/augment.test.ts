import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { flip, intensityScale, intensityShift } from "../../../dsl/index.ts"
import { augment } from "../../../runtime/data/augment/augment.ts"
import { flipAxis } from "../../../runtime/data/augment/flip.ts"
import { random } from "../../../runtime/random/random.ts"

const length = fc.integer({ min: 1, max: 6 })
const size = fc.tuple(length, length, length)
const axis = fc.constantFrom(0 as const, 1 as const, 2 as const)

const crop = ([d, h, w]: readonly [number, number, number], channels: number) => ({
  image: Float32Array.from({ length: channels * d * h * w }, (_, index) => index),
  label: Uint8Array.from({ length: d * h * w }, (_, index) => index % 256),
})

describe("flipAxis", () => {
  it("is its own inverse", () => {
    fc.assert(
      fc.property(size, axis, (shape, along) => {
        const { image } = crop(shape, 2)
        expect(flipAxis(flipAxis(image, shape, along), shape, along)).toEqual(image)
      }),
    )
  })

  it("reverses the rows of one axis and leaves the others", () => {
    expect([...flipAxis(Float32Array.of(1, 2, 3, 4, 5, 6), [1, 2, 3], 2)]).toEqual([
      3, 2, 1, 6, 5, 4,
    ])
    expect([...flipAxis(Float32Array.of(1, 2, 3, 4, 5, 6), [1, 2, 3], 1)]).toEqual([
      4, 5, 6, 1, 2, 3,
    ])
  })
})

describe("augment", () => {
  it("moves the label with the image", () => {
    fc.assert(
      fc.property(size, fc.integer(), (shape, seed) => {
        const { image, label } = crop(shape, 1)
        const made = augment(image, label, shape, [flip()], random(seed))
        expect([...made.image].map((value) => value % 256)).toEqual([...(made.label ?? [])])
      }),
    )
  })

  it("does nothing with probability 0, and always acts with probability 1", () => {
    const { image, label } = crop([2, 3, 4], 2)
    const never = [
      flip({ probability: 0 }),
      intensityScale({ probability: 0 }),
      intensityShift({ probability: 0 }),
    ]
    expect(augment(image, label, [2, 3, 4], never, random(1)).image).toEqual(image)
    const always = augment(image, label, [2, 3, 4], [flip({ probability: 1 })], random(1))
    expect([...always.image.subarray(0, 24)]).toEqual([...image.subarray(0, 24)].toReversed())
  })

  it("scales and shifts each channel by one number within the range", () => {
    const image = Float32Array.of(1, 2, 1, 2)
    const one = augment(
      image,
      undefined,
      [1, 1, 2],
      [intensityScale({ range: 0.1, probability: 1 })],
      random(3),
    ).image
    for (const channel of [0, 1]) {
      const factor = one[2 * channel] ?? 0
      expect(Math.abs(factor - 1)).toBeLessThanOrEqual(0.1)
      expect(one[2 * channel + 1]).toBeCloseTo(2 * factor, 5)
    }
    const shifted = augment(
      image,
      undefined,
      [1, 1, 2],
      [intensityShift({ range: 0.1, probability: 1 })],
      random(3),
    ).image
    expect((shifted[1] ?? 0) - (shifted[0] ?? 0)).toBeCloseTo(1, 5)
    expect(shifted[0]).not.toBe(shifted[2])
  })

  it("depends on the address alone", () => {
    const { image, label } = crop([3, 3, 3], 4)
    const steps = [flip(), intensityScale(), intensityShift()]
    const run = () => augment(image, label, [3, 3, 3], steps, random(5, "crop", 2))
    expect(run()).toEqual(run())
  })
})
