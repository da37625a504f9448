import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  cutout,
  flip,
  gamma,
  gaussianBlur,
  gaussianNoise,
  intensityScale,
  intensityShift,
  modalityDrop,
  resizedCrop,
} from "../../../../dsl/index.ts"
import { augment } from "../../../../runtime/data/transforms/augment/augment.ts"
import { loaded } from "./builtIn.ts"
import { flipAxis } from "../../../../runtime/data/transforms/augment/flip.ts"
import { random } from "../../../../runtime/random/random.ts"

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
        const made = augment(image, label, shape, loaded([flip()]), random(seed))
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
    expect(augment(image, label, [2, 3, 4], loaded(never), random(1)).image).toEqual(image)
    const always = augment(image, label, [2, 3, 4], loaded([flip({ probability: 1 })]), random(1))
    expect([...always.image.subarray(0, 24)]).toEqual([...image.subarray(0, 24)].toReversed())
  })

  it("scales and shifts each channel by one number within the range", () => {
    const image = Float32Array.of(1, 2, 1, 2)
    const one = augment(
      image,
      undefined,
      [1, 1, 2],
      loaded([intensityScale({ range: 0.1, probability: 1 })]),
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
      loaded([intensityShift({ range: 0.1, probability: 1 })]),
      random(3),
    ).image
    expect((shifted[1] ?? 0) - (shifted[0] ?? 0)).toBeCloseTo(1, 5)
    expect(shifted[0]).not.toBe(shifted[2])
  })

  it("adds noise of a deviation within the range, each channel its own", () => {
    const shape = [20, 20, 20] as const
    const still = new Float32Array(2 * 8000)
    const steps = [gaussianNoise({ deviation: 0.3, probability: 1 })]
    const { image } = augment(still, undefined, shape, loaded(steps), random(4))
    const deviations = [0, 1].map((channel) => {
      const values = image.subarray(channel * 8000, (channel + 1) * 8000)
      return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / 8000)
    })
    for (const deviation of deviations) expect(deviation).toBeLessThan(0.31)
    expect(Math.abs(deviations[0]! - deviations[1]!)).toBeGreaterThan(0.01)
  })

  it("keeps a channel's extremes under gamma, and its order", () => {
    const image = Float32Array.of(-1, 0, 2, 3, 5, 5, 5, 5)
    const steps = [gamma({ range: [2, 2], probability: 1 })]
    const made = augment(image, undefined, [1, 2, 2], loaded(steps), random(1)).image
    // ((x + 1) / 4)^2 4 - 1; the second channel is constant.
    expect([...made]).toEqual([-1, -0.75, 1.25, 3, 5, 5, 5, 5].map((v) => expect.closeTo(v, 5)))
  })

  it("leaves the whole crop where its share is 1, and moves the label with the image", () => {
    const { image, label } = crop([4, 5, 6], 2)
    const whole = [resizedCrop({ scale: [1, 1] })]
    const made = augment(image, label, [4, 5, 6], loaded(whole), random(2))
    expect(made.image).toEqual(image)
    expect(made.label).toEqual(label)
    // A box of one voxel: one value everywhere, the same place in image and label.
    const least = [resizedCrop({ scale: [1e-6, 1e-6] })]
    const one = augment(image, label, [4, 5, 6], loaded(least), random(2))
    expect(new Set(one.image.subarray(0, 120)).size).toBe(1)
    expect(one.image[0]! % 256).toBe(one.label?.[0])
  })

  it("cuts boxes of the size given out of all channels", () => {
    const image = new Float32Array(2 * 512).fill(1)
    const steps = [cutout({ holes: 1, size: 0.5, probability: 1 })]
    const made = augment(image, undefined, [8, 8, 8], loaded(steps), random(5)).image
    const zeros = [...made.keys()].filter((at) => made[at] === 0)
    expect(zeros).toHaveLength(2 * 64)
    expect(zeros.slice(64).map((at) => at - 512)).toEqual(zeros.slice(0, 64))
  })

  it("drops modalities, but never all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer(), (channels, seed) => {
        const image = new Float32Array(8 * channels).fill(1)
        const drop = (probability: number) => {
          const steps = [modalityDrop({ probability })]
          const made = augment(image, undefined, [2, 2, 2], loaded(steps), random(seed)).image
          return made.reduce((sum, value) => sum + value, 0) / 8
        }
        expect(drop(1)).toBe(1)
        expect(drop(0)).toBe(channels)
        expect(drop(0.5)).toBeGreaterThanOrEqual(1)
      }),
    )
  })

  it("depends on the address alone", () => {
    const { image, label } = crop([3, 3, 3], 4)
    const steps = [
      resizedCrop(),
      flip(),
      intensityScale(),
      intensityShift(),
      gamma({ probability: 1 }),
      gaussianBlur({ probability: 1 }),
      gaussianNoise({ probability: 1 }),
      cutout(),
      modalityDrop(),
    ]
    const run = () => augment(image, label, [3, 3, 3], loaded(steps), random(5, "crop", 2))
    expect(run()).toEqual(run())
  })
})
